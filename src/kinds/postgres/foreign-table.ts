/** Foreign tables and their columns (pg_foreign_table, pg_class, pg_attribute). */
import { identifier, qualified } from "../../sql/quote.js";
import { array, record } from "../json.js";
import { defineKind, named, sql, text, texts, type BodyOf } from "../kind.js";
import { anyRelation } from "../relation.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { optionFields, optionsClause, optionsQuery } from "./foreign-options.js";
import { columnSequences } from "./serial.js";
import { notNullsOf } from "./not-null.js";
import { columnDefinition, columnFields, columnQuery, settleColumns, type Column } from "./table-column.js";

const { options: parameters, ...sharedFields } = columnFields;
const { options: parametersQuery, ...sharedQuery } = columnQuery;

const foreignFields = {
  ...sharedFields,
  /** Parameters of the column itself, like n_distinct. */
  parameters,
  ...optionFields,
};

const foreignQuery = {
  ...sharedQuery,
  parameters: parametersQuery,
  options: optionsQuery("a.attfdwoptions", "r.schema, r.name, a.attname"),
};

/** Whether table `c` has columns from a parent alone: see tables. */
const bornQuery = `(not c.relispartition and exists (
                       select from pg_catalog.pg_attribute ba
                        where ba.attrelid = c.oid and ba.attnum > 0 and ba.attinhcount > 0 and not ba.attislocal))`;

type ForeignColumn = { readonly name: string } & BodyOf<typeof foreignFields>;

export const foreignTable = defineKind({
  name: "foreign table",
  section: "foreign_tables",
  part: "none",
  holdsParts: true,
  catalog: "pg_class",
  phase: "table",
  rank: () => 0,
  missing: "breaking",
  unexpected: "warning",
  fields: {
    columns: named("breaking", foreignFields, "type"),
    foreign_server: text("breaking"),
    ...optionFields,
    inherits: texts("breaking"),
    partition_of: text("breaking"),
    partition_bound: sql("breaking"),
    comment: text("info"),
  },
  present: anyRelation("f"),
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'columns', (
             select ${array(record(foreignQuery), `case when ${bornQuery} and a.attinhcount > 0 then a.attname end collate "C", a.attnum`)}
               from pg_catalog.pg_attribute a
               join pg_catalog.pg_type t on t.oid = a.atttypid
               left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
               left join (${columnSequences}) q on q.refobjid = a.attrelid and q.refobjsubid = a.attnum
               left join pg_catalog.pg_description d
                 on d.classoid = 'pg_class'::regclass and d.objoid = a.attrelid and d.objsubid = a.attnum
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
         'foreign_server', s.srvname,
         'options', ${optionsQuery("ft.ftoptions", "r.schema, r.name")},
         'inherits', case when not c.relispartition then parents.names end,
         'partition_of', case when c.relispartition then parents.names ->> 0 end,
         'partition_bound', pg_get_expr(c.relpartbound, c.oid),
         'comment', d.description) as body
  from relation r
  join pg_catalog.pg_class c on c.oid = r.oid
  join pg_catalog.pg_foreign_table ft on ft.ftrelid = c.oid
  join pg_catalog.pg_foreign_server s on s.oid = ft.ftserver
  left join (select i.inhrelid, json_agg(i.inhparent::regclass::text order by i.inhseqno) as names
               from pg_catalog.pg_inherits i where i.inhrelid in (select oid from relation)
              group by i.inhrelid) parents on parents.inhrelid = c.oid
  ${joinComment("pg_class", "c.oid")}
 where r.kind = 'f'`,
  create: ({ path, body }, target) => {
    const name = qualified(path);
    const { columns = [], inherits = [], partition_of, partition_bound } = body;
    const own = columns.filter(({ inherited }) => inherited !== true);
    const notNulls = notNullsOf(path, body, target);
    const born = own.length < columns.length || notNulls.born;
    const definitions = own.map((column) => {
      const [shared, clauses] = split(column);
      return columnDefinition(shared, notNulls.clauseOf(shared), clauses);
    });
    return [
      `CREATE FOREIGN TABLE ${name} (${[...definitions, ...notNulls.constraints].map((line) => `\n    ${line}`).join(",")}\n)` +
        `${born ? ` INHERITS (${inherits.join(", ")})` : ""} SERVER ${identifier(body.foreign_server ?? "")}${optionsClause(body.options)}`,
      ...(born ? [] : inherits.map((parent) => `ALTER FOREIGN TABLE ${name} INHERIT ${parent}`)),
      ...(partition_of === undefined
        ? []
        : [`ALTER TABLE ONLY ${partition_of} ATTACH PARTITION ${name} ${partition_bound ?? "DEFAULT"}`]),
      ...settleColumns(
        `ALTER FOREIGN TABLE ${name}`,
        path,
        columns.map((column) => split(column)[0]),
        notNulls.later,
      ),
      ...comment(`FOREIGN TABLE ${name}`, body.comment),
      ...columnComments(name, columns, identifier),
    ];
  },
});

/**
 * A column as one of a table, whose `options` are its parameters; and the wrapper's options, as SQL, with the compression,
 * which only the definition of a column of a foreign table can say.
 */
const split = ({
  options,
  parameters: given,
  compression = "default",
  ...shared
}: ForeignColumn): readonly [Column, string] => [
  given === undefined ? shared : { ...shared, options: given },
  [...(compression === "default" ? [] : [`COMPRESSION ${compression}`]), optionsClause(options).trim()]
    .filter((clause) => clause !== "")
    .join(" "),
];
