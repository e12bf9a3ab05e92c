/**
 * Indexes of partitions that are parts of one of the partitioned table, be it a constraint's or not. PostgreSQL makes them
 * itself, so only those are worth telling that it would name or make otherwise.
 */
import { qualified } from "../../sql/quote.js";
import { flag, text, type BodyOf } from "../kind.js";

export const attachedFields = {
  /** Of a partitioned table, and not of all its partitions: CREATE INDEX … ON ONLY. */
  only: flag("warning"),
  /** The index of the partitioned table that it is a part of. */
  part_of: text("warning"),
  /** That one does not take it by itself, since it is not on all partitions. */
  attach: flag("info"),
};

/** Arguments of json_build_object for `attachedFields`. */
export const attachedArguments = `
         'only', nullif(r.kind = 'p' and not x.indisvalid, false),
         'part_of', attached.name,
         'attach', nullif(attached.incomplete, false),`;

/**
 * Joins `attached` to index `x` (pg_index) with relation `i`; `telling`: it is not what PostgreSQL would make. Its names are
 * `table_columns_idx`, `table_columns_key` and `table_pkey`, cut to 63 bytes.
 * @param suffix SQL for the last word
 */
export const joinAttached = (table: string, suffix: string): string => `
  left join lateral (
       select format('%I.%I', pn.nspname, p.relname) as name, not px.indisvalid as incomplete,
              not (case when octet_length(own.name) > 63 then i.relname ~ '_(idx|key|pkey)$' else i.relname = own.name end)
              or i.reltablespace <> p.reltablespace or i.reloptions is distinct from p.reloptions
              or x.indisclustered or x.indisreplident or not px.indisvalid
              or exists (select from pg_catalog.pg_description xd
                          where xd.classoid = 'pg_class'::regclass and xd.objoid = i.oid)
              or exists (select from pg_catalog.pg_attribute xa where xa.attrelid = i.oid and xa.attstattarget >= 0) as telling
         from pg_catalog.pg_inherits h
         join pg_catalog.pg_class p on p.oid = h.inhparent
         join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
         join pg_catalog.pg_index px on px.indexrelid = p.oid
        cross join lateral (
              select concat_ws('_', ${table}, case when ${suffix} <> 'pkey' then string_agg(coalesce(ta.attname, xa.attname), '_' order by xa.attnum) end,
                               ${suffix}) as name
                from pg_catalog.pg_attribute xa
                -- a column that was renamed keeps its old name in an index
                left join pg_catalog.pg_attribute ta
                  on ta.attrelid = x.indrelid and ta.attnum = x.indkey[xa.attnum - 1] and ta.attnum > 0
               where xa.attrelid = i.oid) own
        where h.inhrelid = i.oid) attached on true`;

/** @param index its path */
export const attach = (
  index: readonly string[],
  { part_of, attach: by_hand }: BodyOf<typeof attachedFields>,
): string[] =>
  part_of === undefined || by_hand !== true
    ? []
    : [`ALTER INDEX ${part_of} ATTACH PARTITION ${qualified(index)}`];
