/** Changes of views and materialized views. */
import { tables } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { identifier, literal, qualified } from "../../sql/quote.js";
import { all, texts, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Sort } from "../sort.js";

const added = "selftest_view";

/** Views, those first that no other definition names. */
const lonely =
  (kind: string) =>
  (schema: Schema): readonly Named[] => {
    const isNamed = ({ path, key }: Named): number => (schema.mentioned(path.at(-1) ?? "", key) ? 1 : 0);
    return [...all(kind)(schema)].sort((a, b) => isNamed(a) - isNamed(b));
  };

const withOptions = (options: readonly string[]): string =>
  options.length === 0 ? "" : ` WITH (${options.join(", ")})`;

/** The same rows by another query. */
const wrapped = (definition: string): string => `SELECT * FROM (${definition}) AS inner_query`;

/** Name of the first column of a view, as a literal to look it up by. */
const firstColumn = ({ sql }: Named, statement: string): string =>
  `DO ${literal(
    `BEGIN EXECUTE format(${literal(statement)}, (SELECT attname FROM pg_catalog.pg_attribute ` +
      `WHERE attrelid = ${literal(sql)}::regclass AND attnum = 1)); END`,
  )}`;

const mentionsNobody = ({ path, key }: Named, schema: Schema): boolean =>
  !schema.mentioned(path.at(-1) ?? "", key);

export const viewSorts: readonly Sort[] = [
  ...sorts("views", tables, {
    "add a view": ({ sql, path: [schema] }) => ({
      sql: `CREATE VIEW ${qualified([schema, added])} AS SELECT * FROM ${sql}`,
      touches: come(keyOf("view", [schema, added])),
    }),
    "add a materialized view": ({ sql, path: [schema] }) => ({
      sql: `CREATE MATERIALIZED VIEW ${qualified([schema, added])} AS SELECT * FROM ${sql} WITH NO DATA`,
      touches: come(keyOf("materialized view", [schema, added])),
    }),
  }),
  ...sorts("views", lonely("view"), {
    "drop a view": ({ sql, key }) => ({ sql: `DROP VIEW ${sql}`, touches: gone(key) }),
    "rename a view": (view, schema) =>
      mentionsNobody(view, schema) &&
      schema.parts("trigger", view.path).length + schema.parts("rule", view.path).length === 0 && {
        sql: `ALTER VIEW ${view.sql} RENAME TO ${added}`,
        touches: renamed(view.key),
      },
    "change the query of a view": ({ sql, key, definition, body }) => ({
      sql: `CREATE OR REPLACE VIEW ${sql}${withOptions(texts(body, "options"))} AS ${wrapped(definition)}`,
      touches: changed(key, "definition"),
    }),
    "add a column to a view": ({ sql, key, definition, body }) => ({
      sql: `CREATE OR REPLACE VIEW ${sql}${withOptions(texts(body, "options"))} AS SELECT *, 1 AS selftest FROM (${definition}) AS q`,
      touches: changed(key, "definition"),
    }),
    "make a view a security barrier": ({ sql, key, body }) =>
      !texts(body, "options").some((option) => option.startsWith("security_barrier")) && {
        sql: `ALTER VIEW ${sql} SET (security_barrier = true)`,
        touches: changed(key, "options"),
      },
    "run a view as its invoker": ({ sql, key, body }, { major }) =>
      major >= 15 &&
      !texts(body, "options").some((option) => option.startsWith("security_invoker")) && {
        sql: `ALTER VIEW ${sql} SET (security_invoker = true)`,
        touches: changed(key, "options"),
      },
    "check what is written through a view": ({ sql, key, body }) =>
      !texts(body, "options").some((option) => option.startsWith("check_option")) && {
        sql: `ALTER VIEW ${sql} SET (check_option = local)`,
        touches: changed(key, "options"),
      },
    "give a column of a view a default": (view) =>
      view.body["columns"] === undefined && {
        sql: firstColumn(
          view,
          `ALTER VIEW ${view.sql.replaceAll("%", "%%")} ALTER COLUMN %I SET DEFAULT NULL::text::int`,
        ),
        touches: come(view.key, "columns"),
      },
    "make a view a materialized view": (view, schema) =>
      mentionsNobody(view, schema) && {
        sql: [
          `DROP VIEW ${view.sql}`,
          `CREATE MATERIALIZED VIEW ${view.sql} AS ${view.definition} WITH NO DATA`,
        ],
        touches: [gone(view.key), come(keyOf("materialized view", view.path))],
      },
  }),
  ...sorts("materialized views", lonely("materialized view"), {
    "drop a materialized view": ({ sql, key }) => ({
      sql: `DROP MATERIALIZED VIEW ${sql}`,
      touches: gone(key),
    }),
    "rename a materialized view": (view, schema) =>
      mentionsNobody(view, schema) && {
        sql: `ALTER MATERIALIZED VIEW ${view.sql} RENAME TO ${added}`,
        touches: renamed(view.key),
      },
    "change the query of a materialized view": ({ sql, key, definition, body, path }, schema) =>
      Object.keys(body).join() === "definition" &&
      !["index", "privilege", "owner", "extended statistics"].some(
        (kind) => schema.parts(kind, path).length > 0,
      ) && {
        sql: [
          `DROP MATERIALIZED VIEW ${sql}`,
          `CREATE MATERIALIZED VIEW ${sql} AS ${wrapped(definition)} WITH NO DATA`,
        ],
        touches: changed(key, "definition"),
      },
    "change a storage parameter of a materialized view": ({ sql, key }) => ({
      sql: `ALTER MATERIALIZED VIEW ${sql} SET (fillfactor = 63)`,
      touches: changed(key, "options"),
    }),
    "change the statistics target of a materialized view's column": (view) =>
      view.body["columns"] === undefined && {
        sql: firstColumn(
          view,
          `ALTER MATERIALIZED VIEW ${view.sql.replaceAll("%", "%%")} ALTER COLUMN %I SET STATISTICS 111`,
        ),
        touches: come(view.key, "columns"),
      },
    "add an index to a materialized view": (view) => ({
      sql: firstColumn(
        view,
        `CREATE INDEX ${identifier("selftest_mv_idx")} ON ${view.sql.replaceAll("%", "%%")} (%I)`,
      ),
      touches: come(keyOf("index", [...view.path, "selftest_mv_idx"])),
    }),
  }),
];
