/** Changes of identity and serial columns, and of how columns are stored. */
import { columns, isMade } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { come, maybe, sorts, type Sort } from "../sort.js";

export const identitySorts: readonly Sort[] = [
  ...sorts("identity columns", columns, {
    "add an identity": (column) =>
      /^(?:smallint|integer|bigint)$/.test(column.type) &&
      column.body["not_null"] === true &&
      !isMade(column) && {
        sql: `${column.alter} ADD GENERATED ALWAYS AS IDENTITY`,
        touches: column.change("identity"),
      },
    "drop an identity": (column) =>
      column.body["identity"] !== undefined && {
        sql: `${column.alter} DROP IDENTITY`,
        touches: [column.change("identity"), maybe(column.change("identity_options"))],
      },
    "change between ALWAYS and BY DEFAULT": (column) =>
      column.body["identity"] !== undefined && {
        sql: `${column.alter} SET GENERATED ${column.body["identity"] === "always" ? "BY DEFAULT" : "ALWAYS"}`,
        touches: column.change("identity"),
      },
    "change the options of an identity": (column) =>
      column.body["identity"] !== undefined && {
        sql: `${column.alter} SET INCREMENT BY 7`,
        touches: column.change("identity_options"),
      },
    "take the default from a serial column": ({ table, name, body, alter, change }) =>
      body["serial"] === true && {
        sql: `${alter} DROP DEFAULT`,
        touches: [change("serial"), change("owns"), come(sequenceOf(table.path, name))],
      },
    "change the sequence of a serial column": ({ table, name, body, change }) =>
      body["serial"] === true && {
        sql: `ALTER SEQUENCE ${sqlOf(table.sql, name)} INCREMENT BY 5`,
        touches: [change("serial"), change("default"), change("owns"), come(sequenceOf(table.path, name))],
      },
  }),
  ...sorts("storage of columns", columns, {
    "change the storage of a column": (column) =>
      /^(?:text|jsonb|bytea)$/.test(column.type) &&
      column.body["storage"] === undefined && {
        sql: `${column.alter} SET STORAGE EXTERNAL`,
        touches: column.change("storage"),
      },
    "change the compression of a column": (column) =>
      /^(?:text|jsonb|bytea)$/.test(column.type) &&
      column.body["compression"] === undefined && {
        sql: `${column.alter} SET COMPRESSION pglz`,
        touches: column.change("compression"),
      },
    "change the statistics target of a column": (column) => ({
      sql: `${column.alter} SET STATISTICS ${column.body["statistics"] === 321 ? 322 : 321}`,
      touches: column.change("statistics"),
    }),
    "change the options of a column": (column) => ({
      sql: `${column.alter} SET (n_distinct = ${column.body["options"] === undefined ? "-0.25" : "-0.5"})`,
      touches: column.change("options"),
    }),
  }),
];

const nameOf = (table: string, column: string): string => `${table}_${column}_seq`;

const sequenceOf = (path: readonly [string, ...string[]], column: string): string =>
  keyOf("sequence", [path[0], nameOf(path.at(-1) ?? "", column)]);

/** Only of names that need no quotes: others are refused, and the next column is taken. */
const sqlOf = (table: string, column: string): string => nameOf(table, column);
