/** Foreign tables and their columns (pg_foreign_table, pg_class, pg_attribute). */
import { identifier, qualified } from "../../sql/quote.js";
import { defineKind, flag, named, sql, text, texts, type BodyOf } from "../kind.js";
import { collationName } from "./collation-name.js";
import {
  inheritableFields,
  inheritableQuery,
  settleInherited,
  storage,
  storageFields,
  storageQuery,
} from "./column.js";
import { columnComments, comment, joinComment } from "./comment.js";
import { optionFields, optionsClause, optionsQuery } from "./foreign-options.js";

const { options: attributeOptions, ...storageOfColumns } = storageFields;

const columnFields = {
  type: text("breaking"),
  collation: text("warning"),
  /** A parent's, and not declared again. */
  inherited: flag("info"),
  ...inheritableFields,
  generated: sql("breaking"),
  ...storageOfColumns,
  /** Parameters of the column itself, like n_distinct. */
  parameters: attributeOptions,
  ...optionFields,
  comment: text("info"),
};

type Column = { readonly name: string } & BodyOf<typeof columnFields>;

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
    columns: named("breaking", columnFields, "type"),
    foreign_server: text("breaking"),
    ...optionFields,
    inherits: texts("breaking"),
    partition_of: text("breaking"),
    partition_bound: sql("breaking"),
    comment: text("info"),
  },
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(r.schema, r.name) as path,
       json_build_object(
         'columns', (
             select json_agg(json_build_object(
                      'name', a.attname,
                      'type', format_type(a.atttypid, a.atttypmod),
                      'collation', case when a.attcollation <> t.typcollation then ${collationName("a.attcollation")} end,
                      'inherited', nullif(not a.attislocal and not c.relispartition, false),
                      'not_null', ${inheritableQuery.not_null},
                      'default', ${inheritableQuery.default},
                      'generated', case when a.attgenerated <> '' then pg_get_expr(f.adbin, f.adrelid) end,
                      'storage', ${storageQuery.storage},
                      'compression', ${storageQuery.compression},
                      'statistics', ${storageQuery.statistics},
                      'parameters', ${storageQuery.options},
                      'options', ${optionsQuery("a.attfdwoptions", "r.schema, r.name, a.attname")},
                      'comment', ad.description) order by a.attnum)
               from pg_catalog.pg_attribute a
               join pg_catalog.pg_type t on t.oid = a.atttypid
               left join pg_catalog.pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
               left join pg_catalog.pg_description ad
                 on ad.classoid = 'pg_class'::regclass and ad.objoid = a.attrelid and ad.objsubid = a.attnum
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
               from pg_catalog.pg_inherits i group by i.inhrelid) parents on parents.inhrelid = c.oid
  ${joinComment("pg_class", "c.oid")}
 where r.kind = 'f'`,
  create: ({ path, body }) => {
    const name = qualified(path);
    const { columns = [], inherits, partition_of, partition_bound } = body;
    const own = columns
      .filter(({ inherited }) => inherited !== true)
      .map((column) => `\n    ${definition(column)}`);
    const parents = inherits === undefined ? "" : ` INHERITS (${inherits.join(", ")})`;
    return [
      `CREATE FOREIGN TABLE ${name} (${own.join(",")}\n)${parents} SERVER ${identifier(body.foreign_server ?? "")}${optionsClause(body.options)}`,
      ...(partition_of === undefined
        ? []
        : [`ALTER TABLE ONLY ${partition_of} ATTACH PARTITION ${name} ${partition_bound ?? "DEFAULT"}`]),
      ...columns.flatMap((column) => [
        ...settleInherited(`ALTER FOREIGN TABLE ${name} ALTER COLUMN ${identifier(column.name)}`, column),
        ...storage(`ALTER FOREIGN TABLE ${name}`, stored(column)),
      ]),
      ...comment(`FOREIGN TABLE ${name}`, body.comment),
      ...columnComments(name, columns, identifier),
    ];
  },
});

function definition(column: Column): string {
  return [
    identifier(column.name),
    `${column.type ?? "text"}${optionsClause(column.options)}`,
    ...(column.collation === undefined ? [] : [`COLLATE ${column.collation}`]),
    ...(column.default === undefined || column.default === "NULL" ? [] : [`DEFAULT ${column.default}`]),
    ...(column.generated === undefined ? [] : [`GENERATED ALWAYS AS (${column.generated}) STORED`]),
    ...(column.not_null === true ? ["NOT NULL"] : []),
  ].join(" ");
}

/** What `storage` knows of a column; `options` are the wrapper's here. */
function stored({
  name,
  storage: how,
  compression,
  statistics,
  parameters,
}: Column): Parameters<typeof storage>[1] {
  return {
    name,
    ...(how === undefined ? {} : { storage: how }),
    ...(compression === undefined ? {} : { compression }),
    ...(statistics === undefined ? {} : { statistics }),
    ...(parameters === undefined ? {} : { options: parameters }),
  };
}
