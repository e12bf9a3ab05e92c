/** Operator families (pg_opfamily), and the operators and functions in them that belong to no class. */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, text, texts } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";
import { membersQuery } from "./operator-members.js";

export const operatorFamily = defineKind({
  name: "operator family",
  section: "operator_families",
  part: "none",
  holdsParts: false,
  catalog: "pg_opfamily",
  phase: "function",
  missing: "warning",
  unexpected: "info",
  fields: { members: texts("warning"), comment: text("info") },
  present: madeIn("pg_opfamily"),
  // The last name in `path` is the index method: a family of each may have the same name.
  query: () => `
select f.oid, f.xmin::text::bigint as xid,
       json_build_array(s.name, f.opfname, am.amname) as path,
       json_build_object('members', ${membersQuery("pg_opfamily", "f.oid")}, 'comment', d.description) as body
  from space s
  join pg_catalog.pg_opfamily f on f.opfnamespace = s.oid
  join pg_catalog.pg_am am on am.oid = f.opfmethod
  ${joinComment("pg_opfamily", "f.oid")}
 where not exists (select from member m where m.catalog = 'pg_opfamily'::regclass and m.oid = f.oid)`,
  create: ({ path: [schema, name = "", method = ""], body: { members, comment: description } }) => {
    const family = `OPERATOR FAMILY ${qualified([schema, name])} USING ${identifier(method)}`;
    return [
      `CREATE ${family}`,
      ...(members === undefined ? [] : [`ALTER ${family} ADD\n    ${members.join(",\n    ")}`]),
      ...comment(family, description),
    ];
  },
  // An operator of the family may belong to a class of the same family.
  cut: ({ path: [schema, name = "", method = ""], body: { members, comment: description } }) => {
    const family = `OPERATOR FAMILY ${qualified([schema, name])} USING ${identifier(method)}`;
    if (members === undefined) return undefined;
    return {
      first: [`CREATE ${family}`],
      rest: [`ALTER ${family} ADD\n    ${members.join(",\n    ")}`, ...comment(family, description)],
    };
  },
});
