/** The composite type that a table's columns are bound to: CREATE TABLE … OF (pg_class.reloftype). */
import { qualified } from "../../sql/quote.js";
import { defineKind, text } from "../kind.js";
import { anyRelationWith, isOneOf } from "../relation.js";

export const typedTable = defineKind({
  name: "typed table",
  section: "of_type",
  part: "one",
  holdsParts: false,
  headline: "type",
  phase: "table",
  rank: () => 1,
  missing: "warning",
  unexpected: "warning",
  fields: { type: text("warning") },
  present: anyRelationWith("c.reloftype <> 0"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object('type', c.reloftype::regtype::text) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
 where ${isOneOf("rp")}
   and c.reloftype <> 0`,
  create: ({ path, body }) => [`ALTER TABLE ${qualified(path)} OF ${body.type ?? ""}`],
});
