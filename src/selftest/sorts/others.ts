/** Changes of the rarer objects: rules, aggregates, operators, casts, statistics, text search, replication, foreign data. */
import { tables } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, nameOf, records, type Named } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest";

const dropped =
  (words: (one: Named) => string) =>
  (one: Named): Edit => ({ sql: `DROP ${words(one)}`, touches: gone(one.key) });

const own = ({ path }: Named): string => `${identifier(path[0])}.${path[1] ?? ""}`;
const partOf = ({ path }: Named): string =>
  `${identifier(path.at(-1) ?? "")} ON ${qualified(path.slice(0, -1))}`;

export const otherSorts: readonly Sort[] = [
  ...sorts("rules", tables, {
    "add a rule": ({ sql, part }) => ({
      sql: `CREATE RULE ${added} AS ON INSERT TO ${sql} DO ALSO NOTHING`,
      touches: come(part("rule", added)),
    }),
  }),
  ...sorts("rules", all("rule"), {
    "drop a rule": dropped((one) => `RULE ${partOf(one)}`),
    "rename a rule": (one) => ({
      sql: `ALTER RULE ${partOf(one)} RENAME TO ${added}`,
      touches: renamed(one.key),
    }),
    "disable a rule": ({ path, key, body }) =>
      body["enabled"] !== "disabled" && {
        sql: `ALTER TABLE ${qualified(path.slice(0, -1))} DISABLE RULE ${identifier(path.at(-1) ?? "")}`,
        touches: changed(key, "enabled"),
      },
  }),
  ...sorts("statistics", tables, {
    "add extended statistics": ({ sql, path, part, columns: [first, second] }) =>
      first !== undefined &&
      second !== undefined && {
        sql: `CREATE STATISTICS ${qualified([path[0], added])} ON ${first.quoted}, ${second.quoted} FROM ${sql}`,
        touches: come(part("extended statistics", added)),
      },
  }),
  ...sorts("statistics", all("extended statistics"), {
    "drop extended statistics": ({ path, key, body }) =>
      body["schema"] === undefined && {
        sql: `DROP STATISTICS ${qualified([path[0], path.at(-1) ?? ""])}`,
        touches: gone(key),
      },
    "change the target of extended statistics": ({ path, key, body }) =>
      body["schema"] === undefined && {
        sql: `ALTER STATISTICS ${qualified([path[0], path.at(-1) ?? ""])} SET STATISTICS 222`,
        touches: changed(key, "target"),
      },
  }),
  ...sorts("aggregates", all("schema"), {
    "add an aggregate": ({ path: [schema] }) => ({
      sql: `CREATE AGGREGATE ${qualified([schema, added])} (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0')`,
      touches: come(keyOf("aggregate", [schema, `${added}(integer)`])),
    }),
    "add an operator": ({ path: [schema] }) => ({
      sql: `CREATE OPERATOR ${identifier(schema)}.<@@> (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer)`,
      touches: come(keyOf("operator", [schema, "<@@>(integer, integer)"])),
    }),
    "add a collation": ({ path: [schema] }) => ({
      sql: `CREATE COLLATION ${qualified([schema, added])} (LOCALE = 'C')`,
      touches: come(keyOf("collation", [schema, added])),
    }),
    "add a text search configuration": ({ path: [schema] }) => ({
      sql: `CREATE TEXT SEARCH CONFIGURATION ${qualified([schema, added])} (COPY = pg_catalog.simple)`,
      touches: come(keyOf("text search configuration", [schema, added])),
    }),
    "add a text search dictionary": ({ path: [schema] }) => ({
      sql: `CREATE TEXT SEARCH DICTIONARY ${qualified([schema, added])} (TEMPLATE = pg_catalog.simple)`,
      touches: come(keyOf("text search dictionary", [schema, added])),
    }),
  }),
  ...sorts("aggregates", all("aggregate"), {
    "drop an aggregate": dropped((one) => `ROUTINE ${own(one)}`),
    "change an aggregate": (one) => {
      const definition = one.definition.replace(
        /INITCOND = '(\d+)'/,
        (_all, from: string) => `INITCOND = '${Number(from) + 1}'`,
      );
      const name = /^[^(]*/.exec(one.path[1] ?? "")?.[0] ?? "";
      return (
        definition !== one.definition &&
        one.body["comment"] === undefined && {
          sql: [
            `DROP ROUTINE ${own(one)}`,
            `CREATE AGGREGATE ${identifier(one.path[0])}.${name}${definition}`,
          ],
          touches: changed(one.key, "definition"),
        }
      );
    },
  }),
  ...sorts("casts", all("enum"), {
    "add a cast": ({ sql }, { objects }) => {
      const key = keyOf("cast", [sql, "boolean"]);
      return !objects.has(key) && { sql: `CREATE CAST (${sql} AS boolean) WITH INOUT`, touches: come(key) };
    },
  }),
  ...sorts("casts", all("cast"), {
    "drop a cast": dropped(({ path: [from, to] }) => `CAST (${from} AS ${to ?? ""})`),
  }),
  ...sorts("replication", tables, {
    "add a publication": ({ sql }) => ({
      sql: `CREATE PUBLICATION ${added} FOR TABLE ${sql}`,
      touches: come(keyOf("publication", [added])),
    }),
  }),
  ...sorts("replication", all("publication"), {
    "drop a publication": ({ sql, key }) => ({ sql: `DROP PUBLICATION ${sql}`, touches: gone(key) }),
    "rename a publication": ({ sql, key }) => ({
      sql: `ALTER PUBLICATION ${sql} RENAME TO ${added}`,
      touches: renamed(key),
    }),
    "publish other operations": ({ sql, key }) => ({
      sql: `ALTER PUBLICATION ${sql} SET (publish = 'insert, truncate')`,
      touches: changed(key, "publish"),
    }),
    "publish another table": ({ sql, key, body }, schema) => {
      const present = records(body["tables"]).map(({ name }) => name);
      const table = tables(schema).find((one) => !present.includes(one.sql));
      return (
        table !== undefined &&
        body["all_tables"] === undefined && {
          sql: `ALTER PUBLICATION ${sql} ADD TABLE ${table.sql}`,
          touches: come(key, `tables.${table.sql}`),
        }
      );
    },
    "no longer publish a table": ({ sql, key, body }) => {
      const [table] = records(body["tables"]);
      return (
        table !== undefined && {
          sql: `ALTER PUBLICATION ${sql} DROP TABLE ${nameOf(table)}`,
          touches: gone(key, `tables.${nameOf(table)}`),
        }
      );
    },
  }),
  ...sorts("foreign data", () => [{ key: keyOf("foreign data wrapper", [added]) }], {
    "add a foreign data wrapper": ({ key }) => ({
      sql: `CREATE FOREIGN DATA WRAPPER ${added}`,
      touches: come(key),
    }),
  }),
  ...sorts("foreign data", all("foreign server"), {
    "add a foreign table": ({ sql }, schema) => {
      const [within] = schema.of("schema");
      return (
        within !== undefined && {
          sql: `CREATE FOREIGN TABLE ${qualified([within.path[0], added])} (a integer) SERVER ${sql}`,
          touches: come(keyOf("foreign table", [within.path[0], added])),
        }
      );
    },
    "change the options of a foreign server": ({ sql, key }) => ({
      sql: `ALTER SERVER ${sql} OPTIONS (ADD selftest 'x')`,
      touches: come(key, "options.selftest"),
    }),
    "add a user mapping": ({ sql, path: [name] }, { objects }) => {
      const key = keyOf("user mapping", [name, "public"]);
      return !objects.has(key) && { sql: `CREATE USER MAPPING FOR PUBLIC SERVER ${sql}`, touches: come(key) };
    },
  }),
];
