/** Changes of privileges and owners. The roles are PostgreSQL's predefined ones, which every server has. */
import { tables } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import type { Path } from "../../model/model.js";
import { identifier } from "../../sql/quote.js";
import { all, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, maybe, sorts, type Edit, type Sort } from "../sort.js";

const role = "pg_read_all_settings";

const held = (path: Path): string => keyOf("privilege", [...path, role]);
const granted = (word: string, path: Path): string => keyOf("grant", [word, ...path, role]);

/** What a name in a statement stands for: functions by their signature. */
const sqlOf = ({ path, sql }: Named, word: string): string =>
  word === "function" ? `${identifier(path[0])}.${path[1] ?? ""}` : sql;

const give =
  (privilege: string, sqlWord: string, word: string) =>
  (one: Named, { objects }: Schema): Edit | false =>
    !objects.has(granted(word, one.path)) && {
      sql: `GRANT ${privilege} ON ${sqlWord} ${sqlOf(one, word)} TO ${role}`,
      touches: come(granted(word, one.path)),
    };

const own =
  (sqlWord: string, word: string) =>
  (one: Named, { objects }: Schema): Edit | false => {
    const key = keyOf("ownership", [word, ...one.path]);
    return (
      !objects.has(key) && {
        sql: `ALTER ${sqlWord} ${sqlOf(one, word)} OWNER TO ${role}`,
        touches: come(key),
      }
    );
  };

/** Privileges on tables to roles that have a name of their own. */
const grants = (schema: Schema): readonly (Named & { readonly table: string; readonly to: string })[] =>
  all("privilege")(schema)
    .map((one) => {
      const to = one.path.at(-1) ?? "";
      return {
        ...one,
        table: one.path.slice(0, -1).map(identifier).join("."),
        to: to === "public" ? "PUBLIC" : identifier(to),
      };
    })
    .filter(({ body, to }) => to !== "pg_owner" && text(body, "privileges") !== undefined);

export const privilegeSorts: readonly Sort[] = [
  ...sorts("privileges", tables, {
    "grant on a table": ({ sql, path }) => ({
      sql: `GRANT SELECT ON ${sql} TO ${role}`,
      touches: come(held(path)),
    }),
    "grant on a table to everybody": ({ sql, part }, { objects }) =>
      !objects.has(part("privilege", "public")) && {
        sql: `GRANT SELECT ON ${sql} TO PUBLIC`,
        touches: come(part("privilege", "public")),
      },
    "grant on a column": ({ sql, path, columns: [first] }) =>
      first !== undefined && {
        sql: `GRANT UPDATE (${first.quoted}) ON ${sql} TO ${role}`,
        touches: come(held(path)),
      },
    "take a privilege from the owner": ({ sql, part }, { objects }) =>
      !objects.has(part("privilege", "pg_owner")) && {
        sql: `REVOKE TRUNCATE ON ${sql} FROM CURRENT_USER`,
        touches: come(part("privilege", "pg_owner")),
      },
  }),
  ...sorts("privileges", grants, {
    "revoke on a table": ({ table, to, key, body }) =>
      body["columns"] === undefined && { sql: `REVOKE ALL ON ${table} FROM ${to}`, touches: gone(key) },
    "grant more on a table": ({ table, to, key, body }) =>
      !/TRUNCATE|ALL/.test(text(body, "privileges") ?? "") && {
        sql: `GRANT TRUNCATE ON ${table} TO ${to}`,
        touches: changed(key, "privileges"),
      },
    "let a grantee grant": ({ table, to, key, body }) =>
      body["grantable"] === undefined &&
      to !== "PUBLIC" && {
        sql: `GRANT ${text(body, "privileges") ?? ""} ON ${table} TO ${to} WITH GRANT OPTION`,
        touches: changed(key, "grantable"),
      },
  }),
  ...sorts("privileges", all("view"), {
    "grant on a view": ({ sql, path }) => ({
      sql: `GRANT SELECT ON ${sql} TO ${role}`,
      touches: come(held(path)),
    }),
  }),
  ...sorts("privileges", all("schema"), { "grant on a schema": give("USAGE", "SCHEMA", "schema") }),
  ...sorts("privileges", all("sequence"), { "grant on a sequence": give("USAGE", "SEQUENCE", "sequence") }),
  ...sorts("privileges", all("enum"), { "grant on a type": give("USAGE", "TYPE", "type") }),
  ...sorts("privileges", all("function"), {
    "grant on a function": give("EXECUTE", "ROUTINE", "function"),
    "keep everybody from a function": (one, { objects }) => {
      const key = keyOf("grant", ["function", ...one.path, "public"]);
      return (
        !objects.has(key) && {
          sql: `REVOKE EXECUTE ON ROUTINE ${sqlOf(one, "function")} FROM PUBLIC`,
          touches: come(key),
        }
      );
    },
  }),
  ...sorts("privileges", all("schema"), {
    "grant by default on what will be made": ({ sql, path }) => ({
      sql: `ALTER DEFAULT PRIVILEGES IN SCHEMA ${sql} GRANT SELECT ON TABLES TO ${role}`,
      touches: come(keyOf("default privilege", ["pg_database_owner", path[0], "tables", role])),
    }),
  }),
  ...sorts("owners", tables, {
    "change the owner of a table": ({ sql, key, path, columns }, { objects }) =>
      !objects.has(keyOf("owner", path)) && {
        sql: `ALTER TABLE ${sql} OWNER TO ${role}`,
        touches: [
          come(key.replace(/^table/, "owner")),
          // Sequences that a column owns go along.
          ...columns.flatMap(({ name }) =>
            [name].map((column) =>
              maybe(come(keyOf("ownership", ["sequence", path[0], `${path.at(-1) ?? ""}_${column}_seq`]))),
            ),
          ),
        ],
      },
  }),
  ...sorts("owners", all("view"), {
    "change the owner of a view": ({ sql, key }) => ({
      sql: `ALTER VIEW ${sql} OWNER TO ${role}`,
      touches: come(key.replace(/^view/, "owner")),
    }),
  }),
  ...sorts("owners", all("schema"), { "change the owner of a schema": own("SCHEMA", "schema") }),
  ...sorts("owners", all("function"), { "change the owner of a function": own("ROUTINE", "function") }),
  ...sorts("owners", all("enum"), { "change the owner of a type": own("TYPE", "type") }),
];
