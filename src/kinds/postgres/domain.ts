/** Domains (pg_type, and their checks in pg_constraint). */
import type { Path } from "../../model/model.js";
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, named, sql, text, type BodyOf } from "../kind.js";
import { collationName } from "./collation-name.js";
import { comment, joinComment } from "./comment.js";
import { anyLoneType, loneTypes } from "./lone-type.js";

const domainFields = {
  type: text("breaking"),
  collation: text("warning"),
  default: sql("warning"),
  not_null: flag("breaking"),
  checks: named("breaking", { definition: sql("breaking"), comment: text("info") }, "definition"),
  comment: text("info"),
};

type Domain = BodyOf<typeof domainFields>;
type Check = NonNullable<Domain["checks"]>[number];

export const domain = defineKind({
  name: "domain",
  section: "domains",
  part: "none",
  holdsParts: false,
  headline: "type",
  catalog: "pg_type",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: domainFields,
  present: anyLoneType("t.typtype = 'd'"),
  query: () => `
select t.oid, t.xmin::text::bigint as xid,
       json_build_array(s.name, t.typname) as path,
       json_build_object(
         'type', format_type(t.typbasetype, t.typtypmod),
         'collation', case when t.typcollation <> b.typcollation
                           then ${collationName("t.typcollation")} end,
         'default', coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), quote_literal(t.typdefault)),
         'not_null', nullif(t.typnotnull, false),
         'checks', (select json_agg(json_build_object(
                             'name', k.conname,
                             'definition', pg_get_constraintdef(k.oid),
                             'comment', kd.description) order by k.conname)
                      from pg_catalog.pg_constraint k
                      ${joinComment("pg_constraint", "k.oid", "kd")}
                     where k.contypid = t.oid and k.contype = 'c'),
         'comment', d.description) as body
  from ${loneTypes("t.typtype = 'd'")}
  join pg_catalog.pg_type b on b.oid = t.typbasetype
  ${joinComment("pg_type", "t.oid")}
 where not exists (select from member m where m.catalog = 'pg_type'::regclass and m.oid = t.oid)`,
  create: ({ path, body }) => [
    ...createDomain(path, body),
    ...checks(path, body, false),
    ...comments(path, body),
  ],
  // A check may call a function that takes the domain, and a default one that needs a table with a column of it.
  cut: ({ path, body }) => {
    const { default: value, checks: list, ...bare } = body;
    return {
      first: createDomain(path, bare),
      rest: [
        ...(value === undefined ? [] : [`ALTER DOMAIN ${qualified(path)} SET DEFAULT ${value}`]),
        ...checks(path, { checks: list ?? [] }, true),
        ...comments(path, body),
      ],
    };
  },
});

const isValid = ({ definition }: Check): boolean => definition?.endsWith(" NOT VALID") !== true;

const clause = ({ name, definition = "" }: Check): string => `CONSTRAINT ${identifier(name)} ${definition}`;

function createDomain(
  path: Path,
  { type = "text", collation, default: value, not_null, checks = [] }: Domain,
): string[] {
  const clauses = [
    `CREATE DOMAIN ${qualified(path)} AS ${type}`,
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
    ...(not_null === true ? ["NOT NULL"] : []),
  ].join(" ");
  return [[clauses, ...checks.filter(isValid).map(clause)].join("\n    ")];
}

/** @param all also those that CREATE DOMAIN could make */
const checks = (path: Path, { checks: list = [] }: Domain, all: boolean): string[] =>
  list
    .filter((check) => all || !isValid(check))
    .map((check) => `ALTER DOMAIN ${qualified(path)} ADD ${clause(check)}`);

const comments = (path: Path, { checks: list = [], comment: description }: Domain): string[] => [
  ...comment(`DOMAIN ${qualified(path)}`, description),
  ...list.flatMap((check) =>
    comment(`CONSTRAINT ${identifier(check.name)} ON DOMAIN ${qualified(path)}`, check.comment),
  ),
];
