/** Changes of foreign keys. */
import { columns } from "../candidates.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_fkey";

interface ForeignKey extends Named {
  readonly table: string;
  readonly quoted: string;
}

const foreignKeys = (schema: Schema): readonly ForeignKey[] =>
  all("foreign key")(schema).map((key) => ({
    ...key,
    table: qualified(key.path.slice(0, -1)),
    quoted: identifier(key.path.at(-1) ?? ""),
  }));

const redefined = ({ table, quoted, key, body }: ForeignKey, definition: string): Edit | false =>
  body["comment"] === undefined && {
    sql: [
      `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${quoted} ${definition}`,
    ],
    touches: changed(key, "definition"),
  };

export const foreignKeySorts: readonly Sort[] = [
  ...sorts("foreign keys", columns, {
    "add a foreign key": ({ table, quoted, type }, schema) => {
      const target = schema.of("constraint").find(({ body, path }) => {
        const [, name] = /^PRIMARY KEY \((\w+)\)$/.exec(text(body, "definition") ?? "") ?? [];
        return (
          path.slice(0, -1).join() !== table.path.join() &&
          columns(schema).some(
            (other) =>
              other.table.path.join() === path.slice(0, -1).join() &&
              other.name === name &&
              other.type === type,
          )
        );
      });
      return (
        target !== undefined && {
          sql: `ALTER TABLE ${table.sql} ADD CONSTRAINT ${added} FOREIGN KEY (${quoted}) REFERENCES ${qualified(target.path.slice(0, -1))}`,
          touches: come(`foreign key ${table.key.replace(/^table /, "")}.${added}`),
        }
      );
    },
  }),
  ...sorts("foreign keys", foreignKeys, {
    "drop a foreign key": ({ table, quoted, key }) => ({
      sql: `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
      touches: gone(key),
    }),
    "rename a foreign key": ({ table, quoted, key }) => ({
      sql: `ALTER TABLE ${table} RENAME CONSTRAINT ${quoted} TO ${added}`,
      touches: renamed(key),
    }),
    "change what a foreign key does on delete": (key) => {
      const rest = key.definition.replace(
        / ON DELETE (?:CASCADE|RESTRICT|SET NULL|SET DEFAULT)(?: \([^)]*\))?/,
        "",
      );
      return redefined(
        key,
        withAction(
          rest,
          key.definition.includes("ON DELETE CASCADE") ? "ON DELETE RESTRICT" : "ON DELETE CASCADE",
        ),
      );
    },
    "change what a foreign key does on update": (key) =>
      !key.definition.includes("ON UPDATE") &&
      redefined(
        key,
        key.definition.replace(
          /^(FOREIGN KEY .*? REFERENCES [^(]*\([^)]*\)(?: MATCH FULL)?)/,
          "$1 ON UPDATE CASCADE",
        ),
      ),
    "make a foreign key deferrable": ({ table, quoted, key, definition }) =>
      !definition.includes("DEFERRABLE") && {
        sql: `ALTER TABLE ${table} ALTER CONSTRAINT ${quoted} DEFERRABLE INITIALLY DEFERRED`,
        touches: changed(key, "definition"),
      },
    "take the validation from a foreign key": (key) =>
      !/ NOT (?:VALID|ENFORCED)$/.test(key.definition) && redefined(key, `${key.definition} NOT VALID`),
    "validate a foreign key": ({ table, quoted, key, definition }) =>
      definition.endsWith(" NOT VALID") && {
        sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoted}`,
        touches: changed(key, "definition"),
      },
    "no longer enforce a foreign key": ({ table, quoted, key, definition }, { major }) =>
      major >= 18 &&
      !definition.endsWith("NOT ENFORCED") && {
        sql: `ALTER TABLE ${table} ALTER CONSTRAINT ${quoted} NOT ENFORCED`,
        touches: changed(key, "definition"),
      },
    "make a foreign key match in full": (key) =>
      !key.definition.includes("MATCH FULL") &&
      redefined(key, key.definition.replace(/^(FOREIGN KEY .*? REFERENCES [^(]*\([^)]*\))/, "$1 MATCH FULL")),
  }),
];

/** Puts an action before what must come last. */
const withAction = (definition: string, action: string): string => {
  const at = / (?:NOT )?DEFERRABLE| NOT VALID| NOT ENFORCED/.exec(definition)?.index ?? definition.length;
  return `${definition.slice(0, at)} ${action}${definition.slice(at)}`;
};
