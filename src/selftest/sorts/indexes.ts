/** Changes of indexes. */
import { columns } from "../candidates.js";
import { identifier, literal, qualified } from "../../sql/quote.js";
import { all, type Named, type Schema } from "../schema.js";
import { changed, come, gone, maybe, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_idx";

interface Index extends Named {
  readonly table: string;
  readonly quoted: string;
  readonly own: string;
  /** `btree (a, b DESC) WHERE …`: the columns, where they are plain ones. */
  readonly simple: readonly [columns: string, rest: string] | undefined;
  /** Type of the only column, where there is only one. */
  readonly type: string | undefined;
}

/** Indexes that stand under their own name, with those of plain B-trees first. */
function indexes(schema: Schema): readonly Index[] {
  const types = new Map(columns(schema).map(({ table, quoted, type }) => [`${table.sql} ${quoted}`, type]));
  return all("index")(schema)
    .filter(({ body }) => body["unnamed"] === undefined)
    .map((index): Index => {
      const table = qualified(index.path.slice(0, -1));
      const [, list = "", rest = ""] =
        /^USING btree \(((?:[\w ]+|"[^"]+")(?:, [\w ]+)*)\)(.*)$/s.exec(index.definition) ?? [];
      return {
        ...index,
        table,
        quoted: identifier(index.path.at(-1) ?? ""),
        own: qualified([...index.path.slice(0, -2), index.path.at(-1) ?? ""]),
        simple: list === "" ? undefined : [list, rest],
        type: types.get(`${table} ${list}`),
      };
    })
    .sort((a, b) => Number(a.type === undefined) - Number(b.type === undefined));
}

/** Drops an index and makes it otherwise. */
const redefined = (
  { own, table, quoted, key, body }: Index,
  definition: string,
  {
    unique = body["unique"] === true,
    field = "definition",
  }: { readonly unique?: boolean; readonly field?: string } = {},
): Edit | false =>
  Object.keys(body).every((name) => name === "definition" || name === "unique") && {
    sql: [`DROP INDEX ${own}`, `CREATE ${unique ? "UNIQUE " : ""}INDEX ${quoted} ON ${table} ${definition}`],
    touches: changed(key, field),
  };

const isUnique = ({ body }: Index): boolean => body["unique"] === true;

export const indexSorts: readonly Sort[] = [
  ...sorts("indexes", columns, {
    "add an index": ({ table, quoted }) => ({
      sql: `CREATE INDEX ${added} ON ${table.sql} (${quoted})`,
      touches: come(`index ${table.key.replace(/^table /, "")}.${added}`),
    }),
    "add a unique index": ({ table, quoted }) => ({
      sql: `CREATE UNIQUE INDEX ${added} ON ${table.sql} (${quoted})`,
      touches: come(`index ${table.key.replace(/^table /, "")}.${added}`),
    }),
    "add an index of an expression": ({ table, quoted, type }) =>
      type === "text" && {
        sql: `CREATE INDEX ${added} ON ${table.sql} (lower(${quoted}))`,
        touches: come(`index ${table.key.replace(/^table /, "")}.${added}`),
      },
  }),
  ...sorts("indexes", indexes, {
    "drop an index": ({ own, key }) => ({ sql: `DROP INDEX ${own}`, touches: gone(key) }),
    "rename an index": ({ own, key }) => ({
      sql: `ALTER INDEX ${own} RENAME TO ${added}`,
      touches: renamed(key),
    }),
    "change the columns of an index": (index, schema) => {
      const other = columns(schema).find(
        ({ table, quoted }) =>
          table.sql === index.table && index.simple?.[0].split(/[ ,]+/).includes(quoted) === false,
      );
      return (
        index.simple !== undefined &&
        other !== undefined &&
        redefined(index, `USING btree (${index.simple[0]}, ${other.quoted})${index.simple[1]}`)
      );
    },
    "add a predicate to an index": (index) =>
      !index.definition.includes(" WHERE ") && redefined(index, `${index.definition} WHERE (1 > 0)`),
    "take the predicate from an index": (index) =>
      index.definition.includes(" WHERE ") && redefined(index, index.definition.replace(/ WHERE .*$/s, "")),
    "make an index unique": (index) =>
      !isUnique(index) &&
      index.definition.startsWith("USING btree") &&
      redefined(index, index.definition, { unique: true, field: "unique" }),
    "make a unique index an ordinary one": (index) =>
      isUnique(index) && redefined(index, index.definition, { unique: false, field: "unique" }),
    "change the method of an index": (index) =>
      !isUnique(index) &&
      index.type !== undefined &&
      redefined(index, `USING hash (${index.simple?.[0] ?? ""})`),
    "change the operator class of an index": (index) =>
      index.type === "text" &&
      redefined(index, `USING btree (${index.simple?.[0] ?? ""} text_pattern_ops)${index.simple?.[1] ?? ""}`),
    "change the collation of an index": (index) =>
      index.type === "text" &&
      redefined(index, `USING btree (${index.simple?.[0] ?? ""} COLLATE "C")${index.simple?.[1] ?? ""}`),
    "change the direction of an index": (index) =>
      index.type !== undefined &&
      redefined(index, `USING btree (${index.simple?.[0] ?? ""} DESC)${index.simple?.[1] ?? ""}`),
    "change where nulls stand in an index": (index) =>
      index.type !== undefined &&
      redefined(index, `USING btree (${index.simple?.[0] ?? ""} NULLS FIRST)${index.simple?.[1] ?? ""}`),
    "include another column in an index": (index, schema) => {
      const other = columns(schema).find(
        ({ table, quoted }) => table.sql === index.table && quoted !== index.simple?.[0],
      );
      return (
        index.simple?.[1] === "" &&
        other !== undefined &&
        redefined(index, `USING btree (${index.simple[0]}) INCLUDE (${other.quoted})`)
      );
    },
    "make nulls equal in a unique index": (index, { major }) =>
      major >= 15 &&
      isUnique(index) &&
      index.simple?.[1] === "" &&
      redefined(index, `USING btree (${index.simple[0]}) NULLS NOT DISTINCT`),
    "change a storage parameter of an index": ({ own, key, definition }) =>
      /^USING (?:btree|hash|gist|spgist) /.test(definition) &&
      !definition.includes("fillfactor") && {
        sql: `ALTER INDEX ${own} SET (fillfactor = 62)`,
        touches: changed(key, "definition"),
      },
    "change the statistics target of an index": ({ own, key, definition }) =>
      /^USING \w+ \(\(?\w+\(/.test(definition) && {
        sql: `ALTER INDEX ${own} ALTER COLUMN 1 SET STATISTICS 345`,
        touches: come(key, "statistics.1"),
      },
    "cluster a table on an index": ({ table, quoted, key, body, definition }) =>
      body["clustered"] === undefined &&
      definition.startsWith("USING btree") &&
      !definition.includes(" WHERE ") && {
        sql: `ALTER TABLE ${table} CLUSTER ON ${quoted}`,
        touches: [changed(key, "clustered")],
      },
    "tell rows apart by an index": (index) =>
      isUnique(index) && {
        sql: `ALTER TABLE ${index.table} REPLICA IDENTITY USING INDEX ${index.quoted}`,
        touches: [
          changed(index.key, "replica_identity"),
          maybe(changed(`table ${index.table}`, "replica_identity")),
        ],
      },
    // As CREATE INDEX CONCURRENTLY does when it fails; only a superuser can do it by hand.
    "leave an index invalid": ({ own, key }) => ({
      sql: `UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ${literal(own)}::regclass`,
      touches: changed(key, "invalid"),
    }),
  }),
];
