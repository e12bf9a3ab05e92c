/** Changes of tables as a whole, of their storage, and of what they inherit. */
import { anyTables, tables } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import type { Path } from "../../model/model.js";
import { identifier, qualified } from "../../sql/quote.js";
import { records, text, texts, type Named, type Schema } from "../schema.js";
import { changed, come, gone, maybe, moved, renamed, sorts, type Sort, type Touch } from "../sort.js";

const added = "selftest_table";

/**
 * What PostgreSQL 18 names after a table and leaves so when the table is renamed, or one of its partitions is detached: its
 * NOT NULL constraints.
 */
const oldNames = ({ path, body }: Pick<Named, "path" | "body">, to: Path): Touch[] =>
  records(body["columns"]).map((column) =>
    maybe(
      come(
        keyOf("not-null constraint", [...to, `${path.at(-1) ?? ""}_${text(column, "name") ?? ""}_not_null`]),
      ),
    ),
  );

/** Whether a table can be called otherwise without any other definition having to say so. */
const isAlone = ({ path, key, body }: Named, schema: Schema): boolean =>
  records(body["columns"]).every(
    ({ serial, identity, owns }) => (serial ?? identity ?? owns) === undefined,
  ) &&
  ![...schema.objects.values()].some(
    (other) =>
      keyOf(other.kind, other.path) !== key &&
      JSON.stringify(other.body)
        .split(/[^\p{L}\p{N}_$]+/u)
        .includes(path.at(-1) ?? ""),
  );

export const tableSorts: readonly Sort[] = [
  ...sorts("tables", tables, {
    "add a table": ({ path: [schema] }) => ({
      sql: `CREATE TABLE ${qualified([schema, added])} (id integer PRIMARY KEY, name text)`,
      touches: come(keyOf("table", [schema, added])),
    }),
    "drop a table": ({ sql, key, body }) => ({
      sql: `DROP TABLE ${sql}`,
      touches: [
        gone(key),
        // The sequences that its columns own go with it.
        ...records(body["columns"])
          .flatMap((column) => texts(column, "owns"))
          .map((sequence) => maybe(gone(`sequence ${sequence}`))),
      ],
    }),
    "rename a table": (table, schema) =>
      isAlone(table, schema) && {
        sql: `ALTER TABLE ${table.sql} RENAME TO ${added}`,
        touches: [renamed(table.key), ...oldNames(table, [table.path[0], added])],
      },
    "move a table to another schema": (table, schema) => {
      const to = schema.of("schema").find(({ path }) => path[0] !== table.path[0])?.path[0];
      return (
        to !== undefined &&
        isAlone(table, schema) && {
          sql: `ALTER TABLE ${table.sql} SET SCHEMA ${identifier(to)}`,
          touches: [gone(table.key), come(keyOf("table", [to, table.path.at(-1) ?? ""]))],
        }
      );
    },
    "make a table a view": (table, schema) =>
      isAlone(table, schema) &&
      !schema.has("hypertable", table.path) && {
        sql: [`DROP TABLE ${table.sql}`, `CREATE VIEW ${table.sql} AS SELECT 1 AS one`],
        touches: [gone(table.key), come(keyOf("view", table.path))],
      },
    "make a table unlogged": ({ sql, key, body }) =>
      body["unlogged"] === undefined && {
        sql: `ALTER TABLE ${sql} SET UNLOGGED`,
        touches: changed(key, "unlogged"),
      },
    "make an unlogged table logged": ({ sql, key, body }) =>
      body["unlogged"] === true && {
        sql: `ALTER TABLE ${sql} SET LOGGED`,
        touches: changed(key, "unlogged"),
      },
    "change a storage parameter of a table": ({ sql, key }) => ({
      sql: `ALTER TABLE ${sql} SET (autovacuum_vacuum_threshold = 4321)`,
      touches: changed(key, "options"),
    }),
    "change a storage parameter of a TOAST table": ({ sql, key, columns }) =>
      columns.some(({ type }) => type === "text") && {
        sql: `ALTER TABLE ${sql} SET (toast.autovacuum_enabled = false)`,
        touches: changed(key, "options"),
      },
    "take a storage parameter from a table": ({ sql, key, body }) => {
      const option = texts(body, "options")
        .find((one) => !one.startsWith("toast."))
        ?.split("=")[0];
      return (
        option !== undefined && {
          sql: `ALTER TABLE ${sql} RESET (${option})`,
          touches: changed(key, "options"),
        }
      );
    },
    "change the replica identity of a table": ({ sql, key, body }) => ({
      sql: `ALTER TABLE ${sql} REPLICA IDENTITY ${body["replica_identity"] === "full" ? "NOTHING" : "FULL"}`,
      touches: [changed(key, "replica_identity")],
    }),
  }),
  ...sorts("inheritance", anyTables, {
    // What inherits from a hypertable is taken for a chunk.
    "add a child of a table": ({ sql, path, path: [schema], body }, { has }) =>
      !has("hypertable", path) &&
      body["partition_by"] === undefined &&
      body["partition_of"] === undefined && {
        sql: `CREATE TABLE ${qualified([schema, added])} () INHERITS (${sql})`,
        touches: come(keyOf("table", [schema, added])),
      },
    "end an inheritance": (table) => {
      const [parent] = texts(table.body, "inherits");
      return (
        parent !== undefined && {
          sql: `ALTER TABLE ${table.sql} NO INHERIT ${parent}`,
          touches: [
            changed(table.key, "inherits"),
            ...table.columns.map(({ change }) => maybe(change("inherited"))),
            // Columns of a parent stand in no order of the table's own.
            maybe(moved(table.key, "columns")),
          ],
        }
      );
    },
  }),
  ...sorts("partitions", anyTables, {
    "add a partition": ({ sql, path: [schema], body }) =>
      body["partition_by"] !== undefined && {
        sql: `CREATE TABLE ${qualified([schema, added])} PARTITION OF ${sql} DEFAULT`,
        touches: come(keyOf("table", [schema, added])),
      },
    "detach a partition": (table, schema) => {
      const parent = text(table.body, "partition_of");
      return (
        parent !== undefined && {
          sql: `ALTER TABLE ${parent} DETACH PARTITION ${table.sql}`,
          touches: [
            changed(table.key, "partition_of"),
            changed(table.key, "partition_bound"),
            // What was the parent's is now its own.
            ...partsBelow(parent, table, schema),
            ...attachedBelow(table, schema),
            ...schema
              .of("table")
              .filter(({ path }) => qualified(path) === parent)
              .flatMap((above) => oldNames(above, table.path)),
          ],
        }
      );
    },
    "change the bounds of a partition": ({ sql, key, body }) => {
      const parent = text(body, "partition_of");
      return (
        parent !== undefined &&
        text(body, "partition_bound") !== "DEFAULT" && {
          sql: [
            `ALTER TABLE ${parent} DETACH PARTITION ${sql}`,
            `ALTER TABLE ${parent} ATTACH PARTITION ${sql} DEFAULT`,
          ],
          touches: changed(key, "partition_bound"),
        }
      );
    },
    "drop a partition": ({ sql, key, body }) =>
      body["partition_of"] !== undefined && { sql: `DROP TABLE ${sql}`, touches: gone(key) },
  }),
];

/** Constraints, keys and indexes of a partition that stop being its parent's; their names PostgreSQL makes up. */
function partsBelow(
  parent: string,
  { path, columns }: Named & { readonly columns: readonly { readonly name: string }[] },
  schema: Schema,
): Touch[] {
  const table = path.at(-1) ?? "";
  const names = columns.map(({ name }) => name);
  const made = [
    `${table}_pkey`,
    ...names.flatMap((name) => [`${table}_${name}_idx`, `${table}_${name}_key`, `${table}_${name}_fkey`]),
  ];
  const own = ["constraint", "foreign key", "index", "trigger"].flatMap((kind) =>
    schema
      .of(kind)
      .filter((part) => qualified(part.path.slice(0, -1)) === parent)
      .map((part) => part.path.at(-1) ?? ""),
  );
  return ["constraint", "foreign key", "index", "trigger"].flatMap((kind) =>
    [...new Set([...made, ...own])].map((name) => maybe(come(keyOf(kind, [...path, name])))),
  );
}

/** Indexes, also of constraints, that stop being a part of the parent's. */
const attachedBelow = ({ path }: Named, schema: Schema): Touch[] =>
  ["constraint", "index"].flatMap((kind) =>
    schema
      .parts(kind, path)
      .filter(({ body }) => body["attached"] !== undefined)
      .map((part) => changed(keyOf(kind, part.path), "attached")),
  );
