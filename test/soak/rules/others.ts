/** Foreign data, replication, text search, event triggers and settings. */
import { conditionOn, defaultFor } from "../expressions.js";
import { quote, relations, roles, text, userSchema, type Grammar, type Rules } from "../grammar.js";
import { aRelation } from "./constraints.js";
import { routines } from "./functions.js";
import { columnDefinition } from "./tables.js";

const options = ({ chance, some }: Grammar): string =>
  chance(0.6)
    ? ` options (${some(["host 'db.example'", "\"Odd Name\" 'it''s'", "port '5432'", "note e'a\\\\b'", "empty ''"], 3).join(", ")})`
    : "";

/** OPTIONS of an ALTER. */
const changed = ({ pick }: Grammar): string =>
  ` options (${pick(["add extra 'x'", "set host 'other'", "drop port", "add \"Odd Name\" ''"])})`;

const server = async ({ one }: Grammar): Promise<string | undefined> =>
  (await one("select quote_ident(srvname) as name from pg_foreign_server"))?.["name"];

const publication = async ({ one }: Grammar): Promise<string | undefined> =>
  (await one("select quote_ident(pubname) as name from pg_publication"))?.["name"];

async function publishedTable(grammar: Grammar): Promise<string | undefined> {
  const found = await aRelation(grammar, "r,r,p");
  if (found === undefined) return undefined;
  const [table, columns] = found;
  const list =
    grammar.major >= 15 && grammar.chance(0.25)
      ? ` (${grammar
          .some(columns, 3)
          .map(({ name }) => name)
          .join(", ")})`
      : "";
  const where =
    grammar.major >= 15 && grammar.chance(0.25) ? ` where (${await conditionOn(grammar, columns)})` : "";
  return `table${grammar.maybe("only", 0.2)} ${table}${list}${where}`;
}

/** In whatever database this is. */
const inDatabase = (statement: (database: string) => string): string =>
  `do $do$ begin execute format(${text(statement("%I").replaceAll("%", "%%").replaceAll("%%I", "%I"))}, current_database()); end $do$`;

const settings = [
  "work_mem = '8MB'",
  "search_path = \"$user\", 'odd, schema', public",
  "datestyle = 'iso, mdy'",
  "custom.thing = 'it''s %s'",
  "statement_timeout = '5s'",
  '"Custom"."Thing" = \'\'',
] as const;

export const otherRules: Rules = {
  "create wrapper": [2, (grammar) => `create foreign data wrapper ${grammar.name()}${options(grammar)}`],
  "create server": [
    2,
    async (grammar) => {
      const wrapper = await grammar.one("select quote_ident(fdwname) as name from pg_foreign_data_wrapper");
      return wrapper?.["name"] === undefined
        ? undefined
        : `create server ${grammar.name()}${grammar.maybe("type 'it''s'")}${grammar.maybe("version '1.2'")} foreign data wrapper ${wrapper["name"]}${options(grammar)}`;
    },
  ],
  "alter server": [
    1,
    async (grammar) => {
      const found = await server(grammar);
      return found === undefined
        ? undefined
        : `alter server ${found}${grammar.pick([changed(grammar), " version '3'", ` rename to ${grammar.name()}`])}`;
    },
  ],
  "create user mapping": [
    2,
    async (grammar) => {
      const found = await server(grammar);
      return found === undefined
        ? undefined
        : `create user mapping for ${grammar.pick(["public", "current_user", ...roles.map(quote)])} server ${found}${options(grammar)}`;
    },
  ],
  "alter user mapping": [
    1,
    async (grammar) => {
      const found = await grammar.one(
        "select case when umuser = 0 then 'public' else quote_ident(usename) end as user, quote_ident(srvname) as server from pg_user_mappings",
      );
      return found?.["user"] === undefined
        ? undefined
        : grammar.pick([
            `alter user mapping for ${found["user"]} server ${found["server"] ?? ""}${changed(grammar)}`,
            `drop user mapping for ${found["user"]} server ${found["server"] ?? ""}`,
          ]);
    },
  ],
  "create foreign table": [
    3,
    async (grammar) => {
      const found = await server(grammar);
      if (found === undefined) return undefined;
      const columns: string[] = [];
      for (let count = grammar.int(4); count > 0; count -= 1) {
        const [definition] = await columnDefinition(grammar, []);
        columns.push(
          grammar.chance(0.2)
            ? definition.replace(/^(\S+ \w+(?:\([\d,]+\))?)/, `$1 options (column_name 'x')`)
            : definition,
        );
      }
      const parent = grammar.chance(0.2)
        ? await grammar.one(relations("r", "not c.relispartition"))
        : undefined;
      return `create foreign table ${await grammar.newName()} (${columns.join(", ")})${parent?.["name"] === undefined ? "" : ` inherits (${parent["name"]})`} server ${found}${options(grammar)}`;
    },
  ],
  "alter foreign table": [
    1,
    async (grammar) => {
      const found = await grammar.one(
        `select t.name, quote_ident(a.attname) as column from (${relations("f")}) t join pg_attribute a on a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped`,
      );
      return found?.["name"] === undefined
        ? undefined
        : `alter foreign table ${found["name"]}${grammar.pick([changed(grammar), ` alter ${found["column"] ?? ""} options (add extra 'x')`, ` alter ${found["column"] ?? ""} options (drop column_name)`])}`;
    },
  ],
  "create publication": [
    3,
    async (grammar) => {
      const { pick, maybe, name, chance } = grammar;
      const table = await publishedTable(grammar);
      const schema = await grammar.one(
        `select quote_ident(nspname) as name from pg_namespace n where ${userSchema("n")}`,
      );
      const what = pick([
        "",
        " for all tables",
        ...(table === undefined ? [] : [` for ${table}`, ` for ${table}`]),
        ...(grammar.major >= 15 && schema?.["name"] !== undefined
          ? [` for tables in schema ${schema["name"]}`]
          : []),
      ]);
      return `create publication ${name()}${what}${chance(0.3) ? ` with (publish = '${pick(["insert", "update, delete", "truncate", ""])}'${maybe(", publish_via_partition_root", 0.4)})` : ""}`;
    },
  ],
  "alter publication": [
    2,
    async (grammar) => {
      const found = await publication(grammar);
      const table = await publishedTable(grammar);
      if (found === undefined || table === undefined) return undefined;
      return `alter publication ${found} ${grammar.pick([`add ${table}`, `set ${table}`, "set (publish = 'insert, delete')", "set (publish_via_partition_root = true)", `rename to ${grammar.name()}`])}`;
    },
  ],
  "create subscription": [
    1,
    ({ name, pick, maybe }) =>
      `create subscription ${name()} connection 'host=db dbname=x' publication ${pick(["p", '"P q", r'])} with (connect = false, slot_name = none, enabled = false${maybe(", binary = true")}${maybe(", synchronous_commit = 'local'", 0.2)})`,
  ],
  "create dictionary": [
    2,
    async ({ newName, pick }) =>
      `create text search dictionary ${await newName()} (${pick(["template = pg_catalog.simple", "template = pg_catalog.snowball, language = english", "template = pg_catalog.simple, stopwords = english, accept = false"])})`,
  ],
  "create configuration": [
    2,
    async ({ newName, pick }) =>
      `create text search configuration ${await newName()} (${pick(["copy = pg_catalog.simple", 'parser = pg_catalog."default"', "copy = pg_catalog.english"])})`,
  ],
  "alter configuration": [
    2,
    async (grammar) => {
      const found = await grammar.one(
        `select format('%I.%I', n.nspname, c.cfgname) as name from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace where ${userSchema("n")}`,
      );
      const dictionary = await grammar.one(
        "select format('%I.%I', n.nspname, d.dictname) as name from pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace where d.dictname !~ '_stem$'",
      );
      return found?.["name"] === undefined
        ? undefined
        : `alter text search configuration ${found["name"]} ${grammar.pick([`alter mapping for asciiword, word with ${dictionary?.["name"] ?? ""}, pg_catalog.english_stem`, `add mapping for email with ${dictionary?.["name"] ?? ""}`, "drop mapping if exists for int, float"])}`;
    },
  ],
  "create event trigger": [
    1,
    async (grammar) => {
      const routine = await grammar.one(routines("p.prorettype = 'event_trigger'::regtype"));
      return routine?.["name"] === undefined
        ? undefined
        : `create event trigger ${grammar.name()} on ${grammar.pick(["ddl_command_start", "ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE')", "sql_drop", "table_rewrite"])} execute function ${routine["name"]}()`;
    },
  ],
  "alter event trigger": [
    1,
    async ({ one, pick }) => {
      const found = await one("select quote_ident(evtname) as name from pg_event_trigger");
      return found?.["name"] === undefined
        ? undefined
        : pick([
            `alter event trigger ${found["name"]} ${pick(["disable", "enable replica", "enable always", "enable"])}`,
            `drop event trigger ${found["name"]}`,
          ]);
    },
  ],
  "set for the database": [
    2,
    ({ pick, chance }) =>
      inDatabase((database) =>
        chance(0.2)
          ? `alter database ${database} reset ${pick(["work_mem", "search_path", "all"])}`
          : `alter database ${database} set ${pick(settings)}`,
      ),
  ],
  "set for a role in the database": [
    1,
    ({ pick }) =>
      inDatabase(
        (database) => `alter role ${quote(pick(roles))} in database ${database} set ${pick(settings)}`,
      ),
  ],
  "default of a view's column": [
    1,
    async (grammar) => {
      const found = await aRelation(grammar, "v");
      if (found === undefined) return undefined;
      const [column] = grammar.some(found[1], 1);
      return column === undefined
        ? undefined
        : `alter view ${found[0]} alter ${column.name} set default ${await defaultFor(grammar, column.type, column.category)}`;
    },
  ],
};
