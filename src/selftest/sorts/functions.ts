/** Changes of functions and procedures. */
import { keyOf } from "../../model/key.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

interface Routine extends Named {
  /** `FUNCTION` or `PROCEDURE` */
  readonly what: string;
  /** `public.f(integer)` */
  readonly sql: string;
  /** `public.f` */
  readonly name: string;
  readonly schema: string;
  readonly signature: string;
}

const routine = (named: Named): Routine => {
  const signature = named.path[1] ?? "";
  const [schema] = named.path;
  return {
    ...named,
    what: named.body["procedure"] === true ? "PROCEDURE" : "FUNCTION",
    sql: `${identifier(schema)}.${signature}`,
    name: `${identifier(schema)}.${/^(?:"(?:[^"]|"")*"|[^"(]*)/.exec(signature)?.[0] ?? ""}`,
    schema,
    signature,
  };
};

const routines =
  (procedure: boolean) =>
  (schema: Schema): readonly Routine[] =>
    all("function")(schema)
      .map(routine)
      .filter(({ body }) => (body["procedure"] === true) === procedure);

const altered = ({ what, sql, key }: Routine, clause: string): Edit => ({
  sql: `ALTER ${what} ${sql} ${clause}`,
  touches: changed(key, "definition"),
});

/** Made again with another text. */
const replaced = ({ what, name, key, definition }: Routine, text: string): Edit | false =>
  text !== definition && {
    sql: `CREATE OR REPLACE ${what} ${name}${text}`,
    touches: changed(key, "definition"),
  };

/** A routine whose body is a text, with another body that does the same. */
const otherBody = (one: Routine): Edit | false =>
  replaced(one, one.definition.replace(/\n?AS (\$\w*\$)/, "\nAS $1\n/* selftest */ "));

/** Whether two attributes of a routine are told apart: what stands before its body. */
const says = ({ definition }: Routine, word: RegExp): boolean =>
  word.test(definition.split(/\nAS |\nBEGIN ATOMIC|\nRETURN /)[0] ?? "");

const moved = (one: Routine, schema: Schema): Edit | false => {
  const to = schema.of("schema").find(({ path }) => path[0] !== one.schema)?.path[0];
  return (
    to !== undefined && {
      sql: `ALTER ${one.what} ${one.sql} SET SCHEMA ${identifier(to)}`,
      touches: [gone(one.key), come(keyOf("function", [to, one.signature]))],
    }
  );
};

export const functionSorts: readonly Sort[] = [
  ...sorts("functions", all("schema"), {
    "add a function": ({ path: [schema] }) => ({
      sql: `CREATE FUNCTION ${qualified([schema, "selftest"])}(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a'`,
      touches: come(keyOf("function", [schema, "selftest(integer)"])),
    }),
    "add a procedure": ({ path: [schema] }) => ({
      sql: `CREATE PROCEDURE ${qualified([schema, "selftest"])}() LANGUAGE sql AS 'SELECT 1'`,
      touches: come(keyOf("function", [schema, "selftest()"])),
    }),
  }),
  ...sorts("functions", routines(false), {
    "drop a function": ({ sql, key }) => ({ sql: `DROP FUNCTION ${sql}`, touches: gone(key) }),
    "rename a function": (one, schema) =>
      !schema.mentioned(/^\w+/.exec(one.signature)?.[0] ?? "", one.key) && {
        sql: `ALTER FUNCTION ${one.sql} RENAME TO selftest`,
        touches: renamed(one.key),
      },
    "move a function to another schema": (one, schema) =>
      !schema.mentioned(/^\w+/.exec(one.signature)?.[0] ?? "", one.key) && moved(one, schema),
    "change the body of a function": otherBody,
    "change the body of a function of SQL statements": (one) =>
      one.definition.includes("BEGIN ATOMIC") &&
      replaced(one, one.definition.replace("BEGIN ATOMIC", "BEGIN ATOMIC SELECT 1;")),
    "change the volatility of a function": (one) =>
      altered(one, says(one, /\b(?:IMMUTABLE|STABLE)\b/) ? "VOLATILE" : "STABLE"),
    "change what a function does with nulls": (one) =>
      altered(one, says(one, /\bSTRICT\b/) ? "CALLED ON NULL INPUT" : "STRICT"),
    "change whose rights a function has": (one) =>
      altered(one, says(one, /SECURITY DEFINER/) ? "SECURITY INVOKER" : "SECURITY DEFINER"),
    "make a function leakproof": (one) => !says(one, /LEAKPROOF/) && altered(one, "LEAKPROOF"),
    "let a function run in parallel": (one) => !says(one, /PARALLEL/) && altered(one, "PARALLEL SAFE"),
    "change the cost of a function": (one) => altered(one, "COST 987"),
    "change the rows of a function": (one) =>
      /RETURNS (?:SETOF|TABLE)/.test(one.definition) && altered(one, "ROWS 987"),
    "give a function a setting": (one) =>
      !says(one, /SET work_mem/) && altered(one, "SET work_mem = '1234kB'"),
    "give an argument a default": (one) =>
      replaced(one, one.definition.replace(/^\((\w+) (text|integer|bigint)\)/, "($1 $2 DEFAULT NULL)")),
    "rename an argument": (one, schema) =>
      !schema.mentioned(/^\w+/.exec(one.signature)?.[0] ?? "", one.key) &&
      /^\(\w+ (?:text|integer|bigint)\)/.test(one.definition) &&
      one.definition.includes("LANGUAGE plpgsql") && {
        sql: [
          `DROP FUNCTION ${one.sql}`,
          `CREATE FUNCTION ${one.name}${one.definition.replace(/^\(\w+/, "(selftest_argument")}`,
        ],
        touches: changed(one.key, "definition"),
      },
    "change the type that a function returns": (one, schema) => {
      const definition = one.definition.replace(
        /\n RETURNS (?:text|integer|bigint|numeric)\n/,
        "\n RETURNS character varying\n",
      );
      return (
        definition !== one.definition &&
        !schema.mentioned(/^\w+/.exec(one.signature)?.[0] ?? "", one.key) && {
          sql: [`DROP FUNCTION ${one.sql}`, `CREATE FUNCTION ${one.name}${definition}`],
          touches: changed(one.key, "definition"),
        }
      );
    },
    "overload a function": ({ name, schema, signature }) => ({
      sql: `CREATE FUNCTION ${name}(a circle, b box) RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
      touches: come(
        keyOf("function", [
          schema,
          `${/^(?:"(?:[^"]|"")*"|[^"(]*)/.exec(signature)?.[0] ?? ""}(circle, box)`,
        ]),
      ),
    }),
  }),
  ...sorts("procedures", routines(true), {
    "drop a procedure": ({ sql, key }) => ({ sql: `DROP PROCEDURE ${sql}`, touches: gone(key) }),
    "rename a procedure": (one, schema) =>
      !schema.of("job").some(({ path }) => one.signature.startsWith(path[1] ?? "")) && {
        sql: `ALTER PROCEDURE ${one.sql} RENAME TO selftest`,
        touches: renamed(one.key),
      },
    "change the body of a procedure": otherBody,
    "change whose rights a procedure has": (one) =>
      altered(one, says(one, /SECURITY DEFINER/) ? "SECURITY INVOKER" : "SECURITY DEFINER"),
    "give a procedure a setting": (one) =>
      !says(one, /SET work_mem/) && altered(one, "SET work_mem = '1234kB'"),
  }),
];
