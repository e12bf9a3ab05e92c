/**
 * Indexes of partitioned tables, be they a constraint's or not: each partition has one of its own, attached to it. One
 * is made on the partitioned table alone, then one on each partition, and that is attached: so each keeps its name, and
 * a partition that lacks one still lacks it (CREATE INDEX in PostgreSQL's manual).
 */
import type { Path } from "../../model/model.js";
import { qualified } from "../../sql/quote.js";
import { flag, texts, type BodyOf, type Phase } from "../kind.js";

export const indexPartitionFields = {
  /** It is on a partitioned table, and each partition has one of its own. */
  partitioned: flag("info"),
  /** Schema, table and name of the index that it is the partition's part of. */
  attached: texts("warning"),
};

type IndexPartition = BodyOf<typeof indexPartitionFields>;

/** For row `own` of pg_class, an index; `index_oid` is its OID. */
export const indexPartitionQuery = {
  partitioned: "nullif(own.relkind = 'I', false)",
  attached: `case when own.relispartition then (
             select json_build_array(pn.nspname, pt.relname, pi.relname)
               from pg_catalog.pg_inherits h
               join pg_catalog.pg_class pi on pi.oid = h.inhparent
               join pg_catalog.pg_index px on px.indexrelid = pi.oid
               join pg_catalog.pg_class pt on pt.oid = px.indrelid
               join pg_catalog.pg_namespace pn on pn.oid = pt.relnamespace
              where h.inhrelid = own.index_oid) end`,
};

/** `ONLY `, where it must not go down to the partitions. */
export const only = ({ partitioned }: IndexPartition): string => (partitioned === true ? "ONLY " : "");

/** @param index qualified and quoted */
export const attach = (
  index: string,
  { attached: [schema = "", , name = ""] = [] }: IndexPartition,
): string[] => (name === "" ? [] : [`ALTER INDEX ${qualified([schema, name])} ATTACH PARTITION ${index}`]);

/** All partitions must be there: one that comes later brings an index of its own. */
export const laterPhase = ({ partitioned, attached }: IndexPartition): Phase | undefined =>
  partitioned === true || attached !== undefined ? "partition" : undefined;

export const attachedTo = (
  kind: string,
  { attached: [first, ...rest] = [] }: IndexPartition,
): { readonly kind: string; readonly path: Path } | undefined =>
  first === undefined ? undefined : { kind, path: [first, ...rest] };
