/** Changes of sequences. */
import { columns } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { qualified } from "../../sql/quote.js";
import { all, nameOf, records, text, texts, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_seq";

const has = ({ body }: Named, option: string): boolean => text(body, "options")?.includes(option) === true;

const altered = ({ sql, key }: Named, clause: string): Edit => ({
  sql: `ALTER SEQUENCE ${sql} ${clause}`,
  touches: changed(key, "options"),
});

/** The column that a sequence belongs to, by the name it is listed under there. */
const owner = (
  { sql }: Named,
  schema: Schema,
): { readonly key: string; readonly field: string } | undefined =>
  schema
    .of("table")
    .flatMap(({ path, body }) =>
      records(body["columns"]).map((column) => ({
        key: keyOf("table", path),
        field: `columns.${nameOf(column)}`,
        owns: texts(column, "owns"),
      })),
    )
    .find(({ owns }) => owns.includes(sql));

export const sequenceSorts: readonly Sort[] = [
  ...sorts("sequences", all("schema"), {
    "add a sequence": ({ path: [schema] }) => ({
      sql: `CREATE SEQUENCE ${qualified([schema, added])} START WITH 5`,
      touches: come(keyOf("sequence", [schema, added])),
    }),
  }),
  ...sorts("sequences", all("sequence"), {
    "drop a sequence": (one, schema) =>
      owner(one, schema) === undefined && { sql: `DROP SEQUENCE ${one.sql}`, touches: gone(one.key) },
    "rename a sequence": (one, schema) =>
      owner(one, schema) === undefined &&
      !schema.mentioned(one.path.at(-1) ?? "", one.key) && {
        sql: `ALTER SEQUENCE ${one.sql} RENAME TO ${added}`,
        touches:
          Object.keys(one.body).length > 0
            ? renamed(one.key)
            : [gone(one.key), come(keyOf("sequence", [one.path[0], added]))],
      },
    "change the increment of a sequence": (one) =>
      altered(one, `INCREMENT BY ${has(one, "INCREMENT BY 9") ? 8 : 9}`),
    "change the start of a sequence": (one) => altered(one, `START WITH ${has(one, "START WITH 6") ? 7 : 6}`),
    "change the largest value of a sequence": (one) =>
      !has(one, "MAXVALUE") && altered(one, "MAXVALUE 30000"),
    "change the smallest value of a sequence": (one) => !has(one, "MINVALUE") && altered(one, "MINVALUE -5"),
    "change the cache of a sequence": (one) => !has(one, "CACHE") && altered(one, "CACHE 32"),
    "let a sequence begin again": (one) => !has(one, "CYCLE") && altered(one, "CYCLE"),
    "change the type of a sequence": ({ sql, key, body }) =>
      body["type"] === undefined &&
      body["options"] === undefined && {
        sql: `ALTER SEQUENCE ${sql} AS integer`,
        touches: changed(key, "type"),
      },
    "make a sequence unlogged": ({ sql, key, body }, { major }) =>
      major >= 15 &&
      body["unlogged"] === undefined && {
        sql: `ALTER SEQUENCE ${sql} SET UNLOGGED`,
        touches: changed(key, "unlogged"),
      },
    "give a sequence to a column": (one, schema) => {
      const column = columns(schema).find(
        ({ table, body }) => table.path[0] === one.path[0] && body["owns"] === undefined,
      );
      return (
        column !== undefined &&
        owner(one, schema) === undefined && {
          sql: `ALTER SEQUENCE ${one.sql} OWNED BY ${column.table.sql}.${column.quoted}`,
          touches: column.change("owns"),
        }
      );
    },
    "take a sequence from its column": (one, schema) => {
      const column = owner(one, schema);
      return (
        column !== undefined && {
          sql: `ALTER SEQUENCE ${one.sql} OWNED BY NONE`,
          touches: changed(column.key, `${column.field}.owns`),
        }
      );
    },
  }),
];
