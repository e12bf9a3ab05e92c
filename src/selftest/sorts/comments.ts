/** Changes of comments: of every sort of object that has one. */
import { columns } from "../candidates.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, type Named } from "../schema.js";
import { changed, sorts, type Edit, type Sort } from "../sort.js";

const says = "selftest: another comment";

const commented =
  (words: (one: Named) => string) =>
  (one: Named): Edit => ({
    sql: `COMMENT ON ${words(one)} IS '${says}'`,
    touches: changed(one.key, "comment"),
  });

const of = (word: string): ((one: Named) => Edit) => commented(({ sql }) => `${word} ${sql}`);

/** A part, which is named with what it stands under: CONSTRAINT x ON t */
const part = (word: string): ((one: Named) => Edit) =>
  commented(({ path }) => `${word} ${identifier(path.at(-1) ?? "")} ON ${qualified(path.slice(0, -1))}`);

const routine = commented(({ path }) => `ROUTINE ${identifier(path[0])}.${path[1] ?? ""}`);

const index = commented(({ path }) => `INDEX ${qualified([...path.slice(0, -2), path.at(-1) ?? ""])}`);

const comments = (kind: string, what: string, edit: (one: Named) => Edit): readonly Sort[] =>
  sorts("comments", all(kind), { [`comment on ${what}`]: edit });

export const commentSorts: readonly Sort[] = [
  ...comments("schema", "a schema", of("SCHEMA")),
  ...comments("extension", "an extension", of("EXTENSION")).map((sort) => ({
    ...sort,
    // TimescaleDB's own comment is not compared.
    *changes(schema: Parameters<Sort["changes"]>[0]) {
      for (const change of sort.changes(schema)) if (change.on !== "extension timescaledb") yield change;
    },
  })),
  ...comments("table", "a table", of("TABLE")),
  ...sorts("comments", columns, {
    "comment on a column": ({ table, quoted, change }) => ({
      sql: `COMMENT ON COLUMN ${table.sql}.${quoted} IS '${says}'`,
      touches: change("comment"),
    }),
    "take the comment from a column": ({ table, quoted, body, change }) =>
      body["comment"] !== undefined && {
        sql: `COMMENT ON COLUMN ${table.sql}.${quoted} IS NULL`,
        touches: change("comment"),
      },
  }),
  ...comments("constraint", "a constraint", part("CONSTRAINT")),
  ...comments("foreign key", "a foreign key", part("CONSTRAINT")),
  ...comments("index", "an index", index),
  ...comments("trigger", "a trigger", part("TRIGGER")),
  ...comments("rule", "a rule", part("RULE")),
  ...comments("row policy", "a row policy", part("POLICY")),
  ...comments("view", "a view", of("VIEW")),
  ...comments("materialized view", "a materialized view", of("MATERIALIZED VIEW")),
  ...comments("function", "a function", routine),
  ...comments("aggregate", "an aggregate", routine),
  ...comments("sequence", "a sequence", of("SEQUENCE")),
  ...comments("enum", "an enum", of("TYPE")),
  ...comments("domain", "a domain", of("DOMAIN")),
  ...comments("composite type", "a composite type", of("TYPE")),
  ...comments("range type", "a range type", of("TYPE")),
  ...comments("event trigger", "an event trigger", of("EVENT TRIGGER")),
  ...comments("publication", "a publication", of("PUBLICATION")),
  ...comments("continuous aggregate", "a continuous aggregate", of("VIEW")),
];
