/** Tables of every sort: plain, inheriting, partitioned and partitions, typed; foreign ones are in others.ts. */
import { anyType, conditionOn, defaultFor, value } from "../expressions.js";
import { columnsOf, relations, type Column, type Grammar, type Rules } from "../grammar.js";
import { collate, identityOptions, ownType } from "./types.js";

/** Not those of a TOAST table: it outlives the columns that it was made for, and is not there once the table is made anew. */
const reloptions = "fillfactor = 70, autovacuum_enabled = false";

/** A column as CREATE TABLE and ADD COLUMN take it; `before`: columns that it may be computed from. */
export async function columnDefinition(
  grammar: Grammar,
  before: readonly Column[],
): Promise<readonly [string, Column]> {
  const { chance, maybe, pick } = grammar;
  const name = grammar.name();
  if (chance(0.1)) {
    const type = pick(["serial", "bigserial", "smallserial"]);
    return [`${name} ${type}`, { name, type: "integer", category: "N" }];
  }
  if (chance(0.1)) {
    const type = pick(["integer", "bigint", "smallint"]);
    const when = pick(["always", "by default"]);
    return [
      `${name} ${type} generated ${when} as identity${identityOptions(grammar)}`,
      { name, type, category: "N" },
    ];
  }
  const [source] = grammar.some(before, 1);
  if (source !== undefined && chance(0.15)) {
    // Of the type that the expression has: the server says whether it does.
    const type = pick(["text", "boolean", "integer", "numeric"]);
    const virtual = grammar.major >= 18 && chance(0.4) ? "" : " stored";
    return [
      `${name} ${type} generated always as (${value(grammar, source)})${virtual}`,
      { name, type, category: "U" },
    ];
  }
  const { type, category } = await anyType(grammar, "true");
  const parts = [
    `${name} ${type}`,
    category === "S" ? maybe(`compression ${pick(["pglz", "pglz"])}`, 0.1) : "",
    await collate(grammar, category),
    chance(0.4) ? ` default ${await defaultFor(grammar, type, category)}` : "",
    maybe("not null"),
  ];
  return [parts.join(""), { name, type, category }];
}

async function columnList(grammar: Grammar, fewest: number): Promise<readonly [string[], Column[]]> {
  const definitions: string[] = [];
  const columns: Column[] = [];
  for (let count = fewest + grammar.int(6); count > 0; count -= 1) {
    const [definition, column] = await columnDefinition(grammar, columns);
    definitions.push(definition);
    columns.push(column);
  }
  return [definitions, columns];
}

async function partitionKey(grammar: Grammar, columns: readonly Column[]): Promise<string> {
  const strategy = grammar.pick(["range", "range", "list", "hash"]);
  const chosen = grammar.some(columns, strategy === "list" ? 1 : 2);
  const keys: string[] = [];
  for (const column of chosen) {
    const key = grammar.chance(0.2) ? `(${value(grammar, column)})` : column.name;
    keys.push(`${key}${await collate(grammar, column.category)}`);
  }
  return `partition by ${strategy} (${keys.join(", ")})`;
}

/** Bounds that may fit a key; `DEFAULT` fits what is no hash. */
function bounds({ pick, int }: Grammar, strategy: string, width: number): string {
  const at = int(8);
  const numbers = [`${at * 10}`, `${at * 10 + 10}`];
  const dates = [`'2024-0${at + 1}-01'`, `'2024-0${at + 2}-01'`];
  const [from = "", to = ""] = pick([
    numbers,
    dates,
    ["minvalue", pick(["0", "'2024-01-01'", "'b'"])],
    ["'m'", "maxvalue"],
  ]);
  const many = (first: string): string =>
    [first, ...Array.from({ length: width - 1 }, () => pick(["minvalue", "maxvalue"]))].join(", ");
  if (strategy === "h") return `for values with (modulus ${pick(["4", "8"])}, remainder ${int(4)})`;
  if (int(5) === 0) return "default";
  return strategy === "l"
    ? `for values in (${pick(["1, 2", "'a', 'b'", "null", "true", "'it''s'", `${at + 20}`, `'${at}'`])})`
    : `for values from (${many(from)}) to (${many(to)})`;
}

/** Whether table `c` has columns that it has from a parent alone. */
const born =
  "exists (select from pg_attribute a where a.attrelid = c.oid and a.attinhcount > 0 and not a.attislocal)";

export const tableRules: Rules = {
  "create table": [
    10,
    async (grammar) => {
      const { chance, maybe } = grammar;
      const [definitions, columns] = await columnList(grammar, 0);
      const checks = chance(0.3)
        ? [
            `${maybe(`constraint ${grammar.name()}`)} check (${await conditionOn(grammar, columns)})${maybe("no inherit", 0.2)}`,
          ]
        : [];
      const keys =
        columns.length > 0 && chance(0.5)
          ? [
              `${maybe(`constraint ${grammar.name()}`)} primary key (${grammar
                .some(columns, 2)
                .map(({ name }) => name)
                .join(", ")})`,
            ]
          : [];
      return `create${maybe("unlogged", 0.1)} table ${await grammar.newName()} (${[...definitions, ...checks, ...keys].join(", ")})${maybe(`with (${reloptions})`, 0.1)}${maybe("tablespace soak_space", 0.05)}`;
    },
  ],
  "create partitioned table": [
    4,
    async (grammar) => {
      const [definitions, columns] = await columnList(grammar, 1);
      return `create table ${await grammar.newName()} (${definitions.join(", ")}) ${await partitionKey(grammar, columns)}`;
    },
  ],
  "create simple partitioned table": [
    2,
    async (grammar) => {
      const { pick, name, newName } = grammar;
      const [key, note] = [name(), name()];
      return `create table ${await newName()} (${key} ${pick(["integer", "date", "text"])}${grammar.maybe("not null")}, ${note} text default 'n') partition by ${pick(["range", "list", "hash"])} (${key})`;
    },
  ],
  "create partition": [
    7,
    async (grammar) => {
      const { pick, maybe, chance } = grammar;
      const parent = await grammar.one(`
        select t.name, p.partstrat::text as strategy, p.partnatts::text as width from (${relations("p")}) t
          join pg_partitioned_table p on p.partrelid = t.name::regclass`);
      if (parent?.["name"] === undefined) return undefined;
      const columns = await columnsOf(grammar, parent["name"]);
      // Not one that is generated: PostgreSQL 15 takes a default for another expression, and cannot attach the table then.
      const [column] = grammar.some(await columnsOf(grammar, parent["name"], "a.attgenerated = ''"), 1);
      const again =
        column !== undefined && chance(0.3)
          ? ` (${column.name} default ${await defaultFor(grammar, column.type, column.category)}${maybe("not null")}${maybe(`check (${await conditionOn(grammar, [column])})`)})`
          : "";
      const below = chance(0.2) && columns.length > 0 ? ` ${await partitionKey(grammar, columns)}` : "";
      return `create${maybe("unlogged", 0.05)} table ${await grammar.newName()} partition of ${parent["name"]}${again} ${bounds(grammar, parent["strategy"] ?? "", Number(parent["width"]))}${below}${below === "" ? maybe(`with (fillfactor = ${pick(["50", "90"])})`, 0.1) : ""}`;
    },
  ],
  "attach partition": [
    3,
    async (grammar) => {
      const pair = await grammar.one(`
        select t.name, p.partstrat::text as strategy, p.partnatts::text as width, o.name as other from (${relations("p")}) t
          join pg_partitioned_table p on p.partrelid = t.name::regclass
          cross join (${relations("r,p,f", "not c.relispartition")}) o where o.name <> t.name`);
      return pair?.["name"] === undefined
        ? undefined
        : `alter table ${pair["name"]} attach partition ${pair["other"] ?? ""} ${bounds(grammar, pair["strategy"] ?? "", Number(pair["width"]))}`;
    },
  ],
  "create what could be a partition": [
    3,
    async (grammar) => {
      // The columns of its parent to be, in another order, with something dropped among them.
      const parent = (await grammar.one(relations("p")))?.["name"];
      if (parent === undefined) return undefined;
      const columns = grammar.some(await columnsOf(grammar, parent), 99);
      const all = columns.length === (await columnsOf(grammar, parent)).length;
      return all
        ? `create table ${await grammar.newName()} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`
        : undefined;
    },
  ],
  "detach partition": [
    1,
    async ({ one }) => {
      const pair = await one(`
        select t.name, i.inhparent::regclass::text as parent from (${relations("r,p,f", "c.relispartition")}) t
          join pg_inherits i on i.inhrelid = t.name::regclass`);
      return pair?.["name"] === undefined
        ? undefined
        : `alter table ${pair["parent"] ?? ""} detach partition ${pair["name"]}`;
    },
  ],
  "create child table": [
    4,
    async (grammar) => {
      const parents = grammar.some(await grammar.all(relations("r", "not c.relispartition")), 2);
      if (parents.length === 0) return undefined;
      const [definitions] = await columnList(grammar, 0);
      const [shared] = grammar.some(await columnsOf(grammar, parents[0]?.["name"] ?? ""), 1);
      const merged =
        shared !== undefined && grammar.chance(0.4)
          ? [`${shared.name} ${shared.type}${grammar.maybe("not null")}${grammar.maybe("default null")}`]
          : [];
      return `create table ${await grammar.newName()} (${[...merged, ...definitions].join(", ")}) inherits (${parents.map(({ name }) => name).join(", ")})`;
    },
  ],
  "create table like another": [
    2,
    // Not its identity: the new sequence is of bigint whatever the column is, which no ADD GENERATED can say.
    async (grammar) => {
      const other = (await grammar.one(relations("r,p,v,c")))?.["name"];
      return other === undefined
        ? undefined
        : `create table ${await grammar.newName()} (like ${other} including all excluding identity)`;
    },
  ],
  inherit: [
    2,
    async ({ one }) => {
      // Not by one that was born as a child: its columns would be in another order once it is made anew.
      const pair = await one(
        `select t.name, o.name as other from (${relations("r", `not c.relispartition and not ${born}`)}) t cross join (${relations("r", "not c.relispartition")}) o where t.name <> o.name`,
      );
      return pair?.["name"] === undefined
        ? undefined
        : `alter table ${pair["name"]} inherit ${pair["other"] ?? ""}`;
    },
  ],
  disinherit: [
    1,
    async ({ one }) => {
      const pair = await one(`
        select t.name, i.inhparent::regclass::text as parent from (${relations("r", "not c.relispartition")}) t
          join pg_inherits i on i.inhrelid = t.name::regclass`);
      return pair?.["name"] === undefined
        ? undefined
        : `alter table ${pair["name"]} no inherit ${pair["parent"] ?? ""}`;
    },
  ],
  "create typed table": [
    2,
    async (grammar) => {
      const type = await ownType(grammar, "c.relkind = 'c'");
      if (type === undefined) return undefined;
      const [column] = grammar.some(await columnsOf(grammar, type), 1);
      const again =
        column !== undefined && grammar.chance(0.5)
          ? ` (${column.name} with options default ${await defaultFor(grammar, column.type, column.category)}${grammar.maybe("not null")})`
          : "";
      return `create table ${await grammar.newName()} of ${type}${again}`;
    },
  ],
};
