/**
 * Sequences that a column's type brings along, as PostgreSQL's manual describes serial types (chapter 8.1.4): owned by
 * the column, its default, named after it, with the options of its type. Such a sequence is a property of the column.
 */

/**
 * Options of a sequence `s` (pg_sequence) that are not the default ones, as ALTER SEQUENCE would write them.
 * @param type the type whose bounds are the default ones: that of the sequence, or of the column that it is for
 */
export const sequenceOptions = (s: string, type = `${s}.seqtypid`): string => `nullif(concat_ws(' ',
         case when ${s}.seqincrement <> 1 then 'INCREMENT BY ' || ${s}.seqincrement end,
         case when ${s}.seqmin <> ${lowest(s, type)} then 'MINVALUE ' || ${s}.seqmin end,
         case when ${s}.seqmax <> ${highest(s, type)} then 'MAXVALUE ' || ${s}.seqmax end,
         case when ${s}.seqstart <> case when ${s}.seqincrement > 0 then ${s}.seqmin else ${s}.seqmax end
              then 'START WITH ' || ${s}.seqstart end,
         case when ${s}.seqcache <> 1 then 'CACHE ' || ${s}.seqcache end,
         case when ${s}.seqcycle then 'CYCLE' end), '')`;

const lowest = (s: string, type: string): string =>
  `case when ${s}.seqincrement > 0 then 1 else case ${type} when 'int2'::regtype then -32768
              when 'int4'::regtype then -2147483648 else -9223372036854775808 end end`;

const highest = (s: string, type: string): string =>
  `case when ${s}.seqincrement < 0 then -1 else case ${type} when 'int2'::regtype then 32767
              when 'int4'::regtype then 2147483647 else 9223372036854775807 end end`;

/**
 * Sequences that belong to a column, one row each: `seqrelid`, the column (`refobjid`, `refobjsubid`), and whether the
 * sequence is `identity` or `serial` (a plain `OWNED BY` is neither).
 */
export const ownedSequences = `
select q.seqrelid, d.refobjid, d.refobjsubid, d.deptype = 'i' as identity,
       d.deptype = 'a' and ${sequenceOptions("q")} is null
         and exists (
             select from pg_catalog.pg_class c
               join pg_catalog.pg_class t on t.oid = d.refobjid and t.relnamespace = c.relnamespace and t.relpersistence = c.relpersistence
               join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and a.atttypid = q.seqtypid
               join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum and a.attgenerated = ''
              where c.oid = q.seqrelid
                and c.relname = t.relname || '_' || a.attname || '_seq'
                and pg_get_expr(f.adbin, 0) = format('nextval(%L::regclass)', q.seqrelid::regclass::text))
         and not exists (select from pg_catalog.pg_description sd
                          where sd.classoid = 'pg_class'::regclass and sd.objoid = q.seqrelid) as serial
  from pg_catalog.pg_sequence q
  join pg_catalog.pg_depend d on d.classid = 'pg_class'::regclass and d.objid = q.seqrelid
       and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0`;

/**
 * The same, one row for each column: which of its sequences is what. Without OFFSET, what `serial` is made of would be
 * planned once for each use of it.
 */
export const columnSequences = `
select o.refobjid, o.refobjsubid, bool_or(o.serial) as serial, bool_or(o.identity) as identity,
       max(o.seqrelid::bigint) filter (where o.identity) as identity_sequence,
       max(o.seqrelid::bigint) filter (where o.serial or o.identity) as serial_sequence,
       json_agg(o.seqrelid::regclass::text order by o.seqrelid::regclass::text)
         filter (where not o.serial and not o.identity) as owns
  from (${ownedSequences} offset 0) o
 group by o.refobjid, o.refobjsubid`;
