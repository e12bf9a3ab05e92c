/**
 * Types that stand alone (pg_type). Row types of tables and arrays are most of all types, and those of chunks among them;
 * what stands alone depends on its schema itself (pg_depend), and is found by that.
 */
import { madeIn } from "../present.js";

/** Schemas `s` and their types `t` of which a condition is true, for FROM. */
export const loneTypes = (condition: string, t = "t"): string => `space s
  join pg_catalog.pg_depend ${t}n
    on ${t}n.refclassid = 'pg_namespace'::regclass and ${t}n.refobjid = s.oid and ${t}n.classid = 'pg_type'::regclass
  join pg_catalog.pg_type ${t} on ${t}.oid = ${t}n.objid and (${condition})`;

/** For `present`: whether there may be any. To go through all types, arrays aside, is faster than through dependencies. */
export const anyLoneType = (condition: string): string =>
  madeIn("pg_type t", `t.typinput <> 'pg_catalog.array_in'::regproc and (${condition})`, "t.oid");
