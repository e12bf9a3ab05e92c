/** Changes of schemas, extensions and settings. */
import { keyOf } from "../../model/key.js";
import type { Obj } from "../../model/model.js";
import { identifier } from "../../sql/quote.js";
import { all, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Sort } from "../sort.js";

const added = "selftest_schema";

/** Whether an object stands in a schema, or names it. */
const concerns = ({ path, body }: Obj, name: string): boolean =>
  path[0] === name || JSON.stringify(body).includes(name);

/** Schemas in which nothing is. */
const empty = (schema: Schema): readonly Named[] =>
  all("schema")(schema).filter(
    ({ key, path: [name] }) =>
      name !== "public" &&
      ![...schema.objects].some(
        ([other, object]) => other !== key && (concerns(object, name) || object.path.includes(name)),
      ),
  );

/** Small extensions that come with PostgreSQL. */
const contributed = ["tablefunc", "citext", "hstore", "pg_trgm", "btree_gist", "unaccent", "ltree"];

export const schemaSorts: readonly Sort[] = [
  ...sorts("schemas", () => [{ key: `schema ${added}` }], {
    "add a schema": ({ key }) => ({ sql: `CREATE SCHEMA ${added}`, touches: come(key) }),
  }),
  ...sorts("schemas", empty, {
    "drop a schema": ({ sql, key }) => ({ sql: `DROP SCHEMA ${sql}`, touches: gone(key) }),
    "rename a schema": ({ sql, key, body }) => ({
      sql: `ALTER SCHEMA ${sql} RENAME TO ${added}`,
      // Without a comment there is nothing to recognise it by.
      touches: Object.keys(body).length > 0 ? renamed(key) : [gone(key), come(keyOf("schema", [added]))],
    }),
  }),
  ...sorts("extensions", () => contributed.map((name) => ({ key: keyOf("extension", [name]), name })), {
    "add an extension": ({ key, name }, { objects }) =>
      !objects.has(key) && { sql: `CREATE EXTENSION ${name} WITH SCHEMA pg_catalog`, touches: come(key) },
  }),
  ...sorts("extensions", all("extension"), {
    "drop an extension": ({ sql, key, path: [name] }) =>
      name !== "timescaledb" && { sql: `DROP EXTENSION ${sql}`, touches: gone(key) },
    "move an extension to another schema": ({ sql, key, path: [name], body }, schema) => {
      const to = schema.of("schema").find(({ path }) => path[0] !== text(body, "schema"))?.path[0];
      return (
        to !== undefined &&
        name !== "timescaledb" && {
          sql: `ALTER EXTENSION ${sql} SET SCHEMA ${identifier(to)}`,
          touches: changed(key, "schema"),
        }
      );
    },
  }),
  ...sorts("settings", () => [{ key: keyOf("setting", ["work_mem"]) }], {
    "give the database a setting": ({ key }, { objects }) =>
      !objects.has(key) && {
        sql: "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem TO ''1234kB''', current_database()); END $$",
        touches: come(key),
      },
  }),
  ...sorts("settings", all("setting"), {
    "take a setting from the database": ({ key, path: [name, role] }) =>
      role === undefined && {
        sql: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ${name.split(".").map(identifier).join(".")}', current_database()); END $$`,
        touches: gone(key),
      },
  }),
];
