/** Changes of triggers, and of event triggers. */
import { tables } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { identifier, literal, qualified } from "../../sql/quote.js";
import { all, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_trigger";

interface Trigger extends Named {
  readonly table: string;
  readonly quoted: string;
}

const triggers = (schema: Schema): readonly Trigger[] =>
  all("trigger")(schema).map((one) => ({
    ...one,
    table: qualified(one.path.slice(0, -1)),
    quoted: identifier(one.path.at(-1) ?? ""),
  }));

const enable = ({ table, quoted, key, body }: Trigger, words: string, state: string): Edit | false =>
  body["enabled"] !== state && {
    sql: `ALTER TABLE ${table} ${words} TRIGGER ${quoted}`,
    touches: changed(key, "enabled"),
  };

const redefined = (
  { table, quoted, key, body, definition: before }: Trigger,
  definition: string,
): Edit | false =>
  definition !== before &&
  Object.keys(body).join() === "definition" && {
    sql: [`DROP TRIGGER ${quoted} ON ${table}`, `CREATE TRIGGER ${quoted} ${definition}`],
    touches: changed(key, "definition"),
  };

/** Functions that a trigger may call. */
const triggerFunctions = (schema: Schema): readonly string[] =>
  schema
    .of("function")
    .filter(({ body }) => /\n RETURNS trigger\n/.test(text(body, "definition") ?? ""))
    .map(({ path }) => `${identifier(path[0])}.${path[1] ?? ""}`);

export const triggerSorts: readonly Sort[] = [
  ...sorts("triggers", tables, {
    "add a trigger": ({ sql, part }, schema) => {
      const [execute] = triggerFunctions(schema);
      return (
        execute !== undefined && {
          sql: `CREATE TRIGGER ${added} AFTER INSERT ON ${sql} FOR EACH ROW EXECUTE FUNCTION ${execute}`,
          touches: come(part("trigger", added)),
        }
      );
    },
    "add a constraint trigger": ({ sql, part }, schema) => {
      const [execute] = triggerFunctions(schema);
      return (
        execute !== undefined && {
          sql: `CREATE CONSTRAINT TRIGGER ${added} AFTER INSERT ON ${sql} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${execute}`,
          touches: come(part("trigger", added)),
        }
      );
    },
  }),
  ...sorts("triggers", triggers, {
    "drop a trigger": ({ table, quoted, key }) => ({
      sql: `DROP TRIGGER ${quoted} ON ${table}`,
      touches: gone(key),
    }),
    "rename a trigger": ({ table, quoted, key }) => ({
      sql: `ALTER TRIGGER ${quoted} ON ${table} RENAME TO ${added}`,
      touches: renamed(key),
    }),
    "disable a trigger": (one) => enable(one, "DISABLE", "disabled"),
    "fire a trigger on replicas only": (one) => enable(one, "ENABLE REPLICA", "replica"),
    "fire a trigger always": (one) => enable(one, "ENABLE ALWAYS", "always"),
    "change when a trigger fires": (one) =>
      redefined(
        one,
        one.definition.replace(/^(BEFORE|AFTER)/, (when) => (when === "BEFORE" ? "AFTER" : "BEFORE")),
      ),
    "change the events of a trigger": (one) =>
      !/REFERENCING|WHEN| OF /.test(one.definition) &&
      redefined(
        one,
        one.definition.replace(/^(BEFORE|AFTER) (.*?) ON /, (_all, when: string, events: string) =>
          events.includes("DELETE") ? `${when} INSERT ON ` : `${when} ${events} OR DELETE ON `,
        ),
      ),
    "give a trigger a condition": (one) =>
      !one.definition.includes(" WHEN ") &&
      redefined(one, one.definition.replace(" EXECUTE ", " WHEN ((pg_trigger_depth() = 0)) EXECUTE ")),
    "change the function of a trigger": (one, schema) => {
      const other = triggerFunctions(schema).find((name) => !one.definition.endsWith(name));
      return (
        other !== undefined && redefined(one, one.definition.replace(/FUNCTION .*$/s, `FUNCTION ${other}`))
      );
    },
    "fire a trigger for each statement": (one) =>
      !/WHEN|REFERENCING/.test(one.definition) &&
      redefined(one, one.definition.replace("FOR EACH ROW", "FOR EACH STATEMENT")),
    "give a trigger an argument": (one) =>
      redefined(one, one.definition.replace(/\(\)$/, `(${literal("selftest")})`)),
  }),
  ...sorts("event triggers", all("event trigger"), {
    "drop an event trigger": ({ sql, key }) => ({ sql: `DROP EVENT TRIGGER ${sql}`, touches: gone(key) }),
    "disable an event trigger": ({ sql, key, body }) =>
      body["enabled"] !== "disabled" && {
        sql: `ALTER EVENT TRIGGER ${sql} DISABLE`,
        touches: changed(key, "enabled"),
      },
    "rename an event trigger": ({ sql, key }) => ({
      sql: `ALTER EVENT TRIGGER ${sql} RENAME TO ${added}`,
      touches: renamed(key),
    }),
  }),
  ...sorts("event triggers", all("schema"), {
    "add an event trigger": ({ path: [schema] }) => ({
      sql: [
        `CREATE FUNCTION ${qualified([schema, added])}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`,
        `CREATE EVENT TRIGGER ${added} ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION ${qualified([schema, added])}()`,
      ],
      touches: [come(keyOf("function", [schema, `${added}()`])), come(keyOf("event trigger", [added]))],
    }),
  }),
];
