/** Views and materialized views, and what hangs on relations: rules, triggers, row policies. */
import { conditionOn, value } from "../expressions.js";
import {
  columnsOf,
  quote,
  relations,
  roles,
  text,
  type Column,
  type Grammar,
  type Rules,
} from "../grammar.js";
import { aRelation } from "./constraints.js";
import { routines } from "./functions.js";

/** A query over one or two relations: its text. */
async function query(grammar: Grammar): Promise<string | undefined> {
  const { pick, chance, some } = grammar;
  const first = await aRelation(grammar, "r,p,v,v,m,f");
  const second = await aRelation(grammar, "r,p,v,m");
  if (first === undefined) return undefined;
  const [relation, columns] = first;
  const of = (alias: string, list: readonly Column[]): Column[] =>
    list.map((column) => ({ ...column, name: `${alias}.${column.name}` }));
  const items = (list: readonly Column[]): string =>
    some(list, 5)
      .map((column) => `${chance(0.5) ? column.name : value(grammar, column)} as ${grammar.name()}`)
      .join(", ");
  const where = chance(0.5) ? ` where ${await conditionOn(grammar, of("t", columns))}` : "";
  const one = of("t", columns);
  const both = second === undefined ? one : [...one, ...of("u", second[1])];
  const [key] = some(one, 1);
  const other = second?.[0] ?? relation;
  const routine = await grammar.one(
    routines(
      "p.prokind = 'f' and p.pronargs = p.pronargdefaults and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype",
    ),
  );
  return pick([
    `select * from ${relation}`,
    `select ${items(one)} from ${relation} t${where}`,
    `select ${items(one)} from ${relation} t${where}`,
    `select distinct ${items(one)} from ${relation} t${where} order by 1 desc nulls last limit 5 offset 1`,
    `select ${items(both)} from ${relation} t ${pick(["cross join", "left join lateral", "natural join"])} ${other} u`.replace(
      /lateral (.*)$/s,
      "$1 on true",
    ),
    `select ${items(both)} from ${relation} t join ${other} u on ${await conditionOn(grammar, both)}${where}`,
    `select count(*) as ${grammar.name()}, max(t.${key?.name.slice(2) ?? ""}::text) filter (where true) over (order by t.${key?.name.slice(2) ?? ""}::text rows between 1 preceding and current row) from ${relation} t`,
    `select t.${key?.name.slice(2) ?? ""} as ${grammar.name()}, count(*) as ${grammar.name()} from ${relation} t${where} group by grouping sets ((1), ()) having count(*) > 1`,
    `with q as materialized (select ${items(one)} from ${relation} t) select * from q`,
    `with recursive r (n, c) as (select 1, 'a'::text union all select n + 1, c || 'x' from r where n < 5) select n, c, (select count(*) from ${relation}) as ${grammar.name()} from r`,
    `select t as ${grammar.name()}, row(1, 'x', null::${relation}) as ${grammar.name()} from ${relation} t`,
    `select ${items(one)} from ${relation} t union all select ${items(one)} from ${relation} t`,
    `select * from (values (1, 'a''b', date '2020-01-02', interval '1 day'), (2, e'c\\\\d', 'infinity', '-3 mons')) v (a, b, c, d)`,
    `select 1.0e-7::float8 as a, '\\x00ff'::bytea as b, array[null, 'x']::text[] as c, 1::oid::regclass as d, current_date as e, exists (select from ${relation}) as f`,
    `select * from ${relation} t tablesample system (5) where t is not null`,
    ...(routine?.["name"] === undefined
      ? []
      : [
          `select * from ${routine["name"]}() as ${grammar.name()}`,
          `select ${routine["name"]}() as ${grammar.name()} from ${relation}`,
        ]),
  ]);
}

/** Grouped by a primary key, a view needs the constraint. */
async function grouped(grammar: Grammar): Promise<string | undefined> {
  const found = await grammar.one(`
    select t.name, string_agg(quote_ident(a.attname), ', ' order by k.place) as keys from (${relations("r")}) t
      join pg_constraint p on p.conrelid = t.name::regclass and p.contype = 'p'
     cross join unnest(p.conkey) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = p.conrelid and a.attnum = k.attnum group by t.name`);
  return found?.["name"] === undefined
    ? undefined
    : `select *, 1 as ${grammar.name()} from ${found["name"]} group by ${found["keys"] ?? ""}`;
}

const viewOptions = ({ some, chance, major }: Grammar): string =>
  chance(0.3)
    ? ` with (${some(["security_barrier", ...(major >= 15 ? ["security_invoker = true"] : []), "check_option = local", "security_barrier = false"], 2).join(", ")})`
    : "";

const timings = [
  "before insert",
  "after update",
  "after insert or delete or update",
  "before delete",
  "after truncate",
  "before update",
] as const;

export const viewRules: Rules = {
  "create view": [
    9,
    async (grammar) => {
      const body = grammar.chance(0.15) ? await grouped(grammar) : await query(grammar);
      return body === undefined
        ? undefined
        : `create view ${await grammar.newName()}${viewOptions(grammar)} as ${body}${grammar.maybe("with cascaded check option", 0.05)}`;
    },
  ],
  "create materialized view": [
    4,
    // With its data: what fails when it is filled would fail in a baseline.
    async (grammar) => {
      const body = grammar.chance(0.1) ? await grouped(grammar) : await query(grammar);
      return body === undefined
        ? undefined
        : `create materialized view ${await grammar.newName()}${grammar.maybe("with (fillfactor = 70, autovacuum_enabled = off)", 0.15)} as ${body}`;
    },
  ],
  "replace view": [
    3,
    async (grammar) => {
      // One more column in the end is what CREATE OR REPLACE allows; it may now need what came later, or itself be needed by it.
      const found = await grammar.one(
        `select name, rtrim(pg_get_viewdef(name::regclass), ';') as body from (${relations("v")}) v`,
      );
      if (found?.["name"] === undefined) return undefined;
      const routine = await grammar.one(
        routines(
          "p.prokind = 'f' and p.pronargs = p.pronargdefaults and not p.proretset and p.prorettype <> 'trigger'::regtype and p.prorettype <> 'event_trigger'::regtype",
        ),
      );
      const more = grammar.pick([
        "1",
        "now()",
        ...(routine?.["name"] === undefined ? [] : [`${routine["name"]}()`]),
      ]);
      return `create or replace view ${found["name"]} as select q.*, ${more} as ${grammar.name()} from (${found["body"] ?? ""}) q`;
    },
  ],
  "alter view": [
    2,
    async (grammar) => {
      const found = await grammar.one(relations("v"));
      return found?.["name"] === undefined
        ? undefined
        : `alter view ${found["name"]} ${grammar.pick(["set (security_barrier = true)", "reset (security_barrier)", "set (check_option = cascaded)", "reset (security_invoker, check_option)"])}`;
    },
  ],
  "create rule": [
    4,
    async (grammar) => {
      const found = await aRelation(grammar, "r,p,v");
      const other = await aRelation(grammar, "r,v");
      if (found === undefined || other === undefined) return undefined;
      const [relation, columns] = found;
      const [column] = grammar.some(other[1], 1);
      const event = grammar.pick(["insert", "update", "delete"]);
      const where = grammar.chance(0.3)
        ? ` where ${await conditionOn(
            grammar,
            columns.map((one) => ({ ...one, name: `${event === "insert" ? "new" : "old"}.${one.name}` })),
          )}`
        : "";
      const how = grammar.pick(["also", "instead"]);
      const action = grammar.pick([
        "nothing",
        `insert into ${other[0]} (${column?.name ?? ""}) values (default)`,
        `(delete from ${other[0]} where false; notify "Some Thing", 'it''s')`,
        `update ${other[0]} set ${column?.name ?? ""} = null where ${column?.name ?? ""} is null`,
        `select * from ${other[0]}`,
      ]);
      return `create rule ${grammar.name()} as on ${event} to ${relation}${where} do ${how} ${action}`;
    },
  ],
  "enable rule": [
    1,
    async ({ one, pick }) => {
      const found = await one(
        `select t.name, quote_ident(w.rulename) as rule from (${relations("r,p,v")}) t join pg_rewrite w on w.ev_class = t.name::regclass and w.rulename <> '_RETURN'`,
      );
      return found?.["name"] === undefined
        ? undefined
        : pick([
            `alter table ${found["name"]} ${pick(["disable", "enable", "enable replica", "enable always"])} rule ${found["rule"] ?? ""}`,
            `drop rule ${found["rule"] ?? ""} on ${found["name"]}`,
          ]);
    },
  ],
  "create trigger": [
    7,
    async (grammar) => {
      const { pick, maybe, chance, some } = grammar;
      const found = await aRelation(grammar, "r,r,r,p,f,v");
      const routine = await grammar.one(routines("p.prorettype = 'trigger'::regtype"));
      if (found === undefined || routine?.["name"] === undefined) return undefined;
      const [relation, columns] = found;
      const kind = (
        await grammar.one(
          `select relkind::text as kind from pg_class where oid = ${text(relation)}::regclass`,
        )
      )?.["kind"];
      const run = `execute function ${routine["name"]}(${maybe("'it''s', 'a\\b'", 0.3)})`;
      if (kind === "v" && chance(0.8))
        return `create trigger ${grammar.name()} instead of ${pick(["insert", "update", "delete", "insert or update"])} on ${relation} for each row ${run}`;
      if (chance(0.2))
        return `create constraint trigger ${grammar.name()} after ${pick(["insert", "update", "delete"])} on ${relation}${maybe(pick(["deferrable", "deferrable initially deferred"]), 0.6)} for each row ${run}`;
      if (chance(0.15))
        return `create trigger ${grammar.name()} after update on ${relation} referencing old table as ${grammar.name()} new table as ${grammar.name()} for each statement ${run}`;
      const when = pick(timings);
      const of = when.endsWith("update")
        ? maybe(
            `of ${some(columns, 2)
              .map(({ name }) => name)
              .join(", ")}`,
            0.3,
          )
        : "";
      const row = !when.includes("truncate") && chance(0.7);
      const alias = when.includes("delete") ? "old" : "new";
      const condition =
        row && !when.includes(" or ") && chance(0.3)
          ? ` when (${await conditionOn(
              grammar,
              columns.map((one) => ({ ...one, name: `${alias}.${one.name}` })),
            )})`
          : "";
      return `create trigger ${grammar.name()} ${when}${of} on ${relation} for each ${row ? "row" : "statement"}${condition} ${run}`;
    },
  ],
  "alter trigger": [
    3,
    async (grammar) => {
      const found = await grammar.one(
        `select t.name, quote_ident(g.tgname) as trigger from (${relations("r,p,f,v")}) t join pg_trigger g on g.tgrelid = t.name::regclass and not g.tgisinternal`,
      );
      if (found?.["name"] === undefined) return undefined;
      const { name: table, trigger = "" } = found;
      return grammar.pick([
        `alter table ${table} ${grammar.pick(["disable", "enable", "enable replica", "enable always"])} trigger ${trigger}`,
        `alter table ${table} disable trigger all`,
        `alter trigger ${trigger} on ${table} rename to ${grammar.name()}`,
        `drop trigger ${trigger} on ${table}`,
      ]);
    },
  ],
  "create policy": [
    5,
    async (grammar) => {
      const { pick, maybe, chance } = grammar;
      const found = await aRelation(grammar, "r,p");
      if (found === undefined) return undefined;
      const [relation, columns] = found;
      const command = pick(["", " for all", " for select", " for insert", " for update", " for delete"]);
      const condition = async (): Promise<string> =>
        chance(0.2)
          ? `exists (select from ${relation} s where s is not null)`
          : pick([
              await conditionOn(grammar, columns),
              "current_setting('app.tenant', true) = 'x'",
              "pg_has_role(current_user, 'soak_reader', 'member')",
            ]);
      const using = command === " for insert" ? "" : ` using (${await condition()})`;
      const check =
        command === " for select" || command === " for delete" ? "" : ` with check (${await condition()})`;
      return `create policy ${grammar.name()} on ${relation}${maybe("as restrictive", 0.2)}${command}${maybe(`to ${grammar.some(["public", ...roles.map(quote), "current_user"], 2).join(", ")}`, 0.5)}${using}${command === " for insert" || chance(0.5) ? check : ""}`;
    },
  ],
  "alter policy": [
    2,
    async (grammar) => {
      const found = await grammar.one(
        `select t.name, quote_ident(p.polname) as policy from (${relations("r,p")}) t join pg_policy p on p.polrelid = t.name::regclass`,
      );
      if (found?.["name"] === undefined) return undefined;
      const columns = await columnsOf(grammar, found["name"]);
      return `${grammar.pick(["alter", "alter", "drop"])} policy ${found["policy"] ?? ""} on ${found["name"]} `.replace(
        /^(alter .*)$/s,
        `$1${grammar.pick(["to soak_owner", `using (${(await conditionOn(grammar, columns)).replaceAll("$", "$$$$")})`, "using (false)", `rename to ${grammar.name().replaceAll("$", "$$$$")}`])}`,
      );
    },
  ],
};
