/** Constraints, indexes and extended statistics. */
import { conditionOn, value } from "../expressions.js";
import { columnsOf, relations, text, userSchema, type Column, type Grammar, type Rules } from "../grammar.js";
import { collate } from "./types.js";

const list = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(", ");

/** A random relation with columns. */
export async function aRelation(
  grammar: Grammar,
  kinds: string,
): Promise<readonly [string, readonly Column[]] | undefined> {
  const found = (await grammar.one(relations(kinds)))?.["name"];
  if (found === undefined) return undefined;
  const columns = await columnsOf(grammar, found);
  return columns.length === 0 ? undefined : [found, columns];
}

const actions = [
  "on delete cascade",
  "on delete set null",
  "on update cascade",
  "on update set default",
  "on delete restrict",
] as const;

/** Opclasses that fit a column, now and then with one of the user. */
async function operatorClass(grammar: Grammar, method: string, { type, category }: Column): Promise<string> {
  if (!grammar.chance(0.3)) return "";
  const own = await grammar.one(`
    select format('%I.%I', n.nspname, o.opcname) as name from pg_opclass o
      join pg_namespace n on n.oid = o.opcnamespace join pg_am m on m.oid = o.opcmethod and m.amname = ${text(method)}
     where (${userSchema("n")} or not o.opcdefault and n.nspname = 'pg_catalog') and o.opcintype = ${text(type)}::regtype`);
  if (own?.["name"] !== undefined) return ` ${own["name"]}`;
  return category === "S" && method === "btree"
    ? ` ${grammar.pick(["text_pattern_ops", "varchar_pattern_ops", "text_ops"])}`
    : "";
}

async function createIndex(grammar: Grammar): Promise<string | undefined> {
  const { pick, chance, maybe, some } = grammar;
  const found = await aRelation(grammar, "r,p,m");
  if (found === undefined) return undefined;
  const [relation, columns] = found;
  const method = pick(["btree", "btree", "btree", "hash", "gin", "gist", "brin", "spgist"]);
  const keys: string[] = [];
  for (const column of some(columns, method === "btree" || method === "brin" ? 3 : 1)) {
    const key = chance(0.25) ? `(${value(grammar, column)})` : column.name;
    const order = method === "btree" ? maybe(pick(["desc", "asc nulls first", "desc nulls last"])) : "";
    keys.push(
      `${key}${await collate(grammar, column.category)}${await operatorClass(grammar, method, column)}${order}`,
    );
  }
  const unique = method === "btree" ? maybe("unique", 0.25) : "";
  const include = method === "btree" ? maybe(`include (${list(some(columns, 2))})`, 0.15) : "";
  const nulls = unique !== "" && grammar.major >= 15 ? maybe("nulls not distinct") : "";
  const options =
    method === "btree" || method === "gist"
      ? maybe("with (fillfactor = 60)", 0.15)
      : method === "brin"
        ? maybe("with (pages_per_range = 16, autosummarize = on)")
        : "";
  const where = chance(0.2) ? ` where ${await conditionOn(grammar, columns)}` : "";
  const only = maybe("only", 0.1);
  return `create${unique} index ${grammar.name()} on${only} ${relation} using ${method} (${keys.join(", ")})${include}${nulls}${options}${maybe("tablespace soak_space", 0.03)}${where}`;
}

export const constraintRules: Rules = {
  "add key": [
    6,
    async (grammar) => {
      const { pick, maybe, some } = grammar;
      const found = await aRelation(grammar, "r,p");
      if (found === undefined) return undefined;
      const [relation, columns] = found;
      const nulls = grammar.major >= 15 ? maybe("nulls not distinct", 0.2) : "";
      const form = pick([
        `unique${nulls} (${list(some(columns, 2))})`,
        `primary key (${list(some(columns, 2))})`,
      ]);
      return `alter table ${relation} add${maybe(`constraint ${grammar.name()}`, 0.7)} ${form}${maybe(`include (${list(some(columns, 2))})`, 0.15)}${maybe("with (fillfactor = 55)", 0.1)}${maybe(pick(["deferrable", "deferrable initially deferred"]), 0.15)}`;
    },
  ],
  "add check": [
    5,
    async (grammar) => {
      const found = await aRelation(grammar, "r,p,f");
      if (found === undefined) return undefined;
      const [relation, columns] = found;
      return `alter table${grammar.maybe("only", 0.1)} ${relation} add${grammar.maybe(`constraint ${grammar.name()}`, 0.7)} check (${await conditionOn(grammar, columns)})${grammar.maybe("no inherit", 0.15)}${grammar.maybe("not valid", 0.15)}`;
    },
  ],
  "add the check of a parent": [
    2,
    async ({ one }) => {
      // A child that has it already merges the two: it is inherited and its own.
      const found = await one(`
        select format('alter table %s add constraint %I %s', i.inhrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as sql
          from pg_constraint k join pg_inherits i on i.inhparent = k.conrelid where k.contype = 'c'`);
      return found?.["sql"];
    },
  ],
  "add exclusion": [
    2,
    async (grammar) => {
      const found = await aRelation(grammar, "r");
      if (found === undefined) return undefined;
      const [relation, columns] = found;
      const [range] = grammar.some(
        columns.filter(({ category }) => category === "R" || category === "G"),
        1,
      );
      const [equal] = grammar.some(columns, 1);
      const where = grammar.chance(0.3) ? ` where (${await conditionOn(grammar, columns)})` : "";
      const options = grammar.maybe("deferrable", 0.2);
      return range !== undefined
        ? `alter table ${relation} add constraint ${grammar.name()} exclude using gist (${range.name} with &&)${where}${options}`
        : `alter table ${relation} add exclude (${equal?.name ?? ""} with =)${grammar.maybe("with (fillfactor = 50)")}${where}${options}`;
    },
  ],
  "add foreign key": [
    8,
    async (grammar) => {
      const { pick, maybe } = grammar;
      // Columns of the same types, in the order of some unique index: now and then of the table itself.
      const pair = await grammar.one(`
        select o.name as target, string_agg(quote_ident(a.attname), ', ' order by k.place) as columns, t.name as table,
               string_agg((select quote_ident(b.attname) from pg_attribute b
                            where b.attrelid = t.name::regclass and b.atttypid = a.atttypid and b.attnum > 0 and not b.attisdropped
                            order by b.attname limit 1), ', ' order by k.place) as own
          from (${relations("r,p")}) o
          join pg_index x on x.indrelid = o.name::regclass and x.indisunique and x.indpred is null and x.indexprs is null
          cross join (${relations("r,p")}) t
          cross join unnest(x.indkey) with ordinality k (attnum, place)
          join pg_attribute a on a.attrelid = o.name::regclass and a.attnum = k.attnum
         where k.place <= x.indnkeyatts
           -- Not of a partition, whose name the parent's might take.
           and t.name::regclass not in (select oid from pg_class where relispartition)
         group by o.name, t.name, x.indexrelid, x.indnkeyatts
        having count((select 1 from pg_attribute b where b.attrelid = t.name::regclass and b.atttypid = a.atttypid
                         and b.attnum > 0 and not b.attisdropped limit 1)) = x.indnkeyatts`);
      if (pair?.["table"] === undefined) return undefined;
      const acts = grammar.chance(0.4)
        ? grammar
            .some(actions, 2)
            .map((action) => ` ${action}`)
            .join("")
        : "";
      return `alter table ${pair["table"]} add${maybe(`constraint ${grammar.name()}`, 0.7)} foreign key (${pair["own"] ?? ""}) references ${pair["target"] ?? ""} (${pair["columns"] ?? ""})${maybe("match full", 0.1)}${acts}${maybe(pick(["deferrable", "deferrable initially deferred"]), 0.2)}${maybe("not valid", 0.15)}`;
    },
  ],
  "alter constraint": [
    4,
    async (grammar) => {
      const found = await grammar.one(`
        select k.conrelid::regclass::text as table, quote_ident(k.conname) as name, k.contype::text as sort from pg_constraint k
          join pg_namespace n on n.oid = k.connamespace where ${userSchema("n")} and k.conrelid <> 0`);
      if (found?.["table"] === undefined) return undefined;
      const { name = "", sort } = found;
      return `alter table ${found["table"]} ${grammar.pick([
        `drop constraint ${name}${grammar.maybe("cascade", 0.4)}`,
        `rename constraint ${name} to ${grammar.name()}`,
        `validate constraint ${name}`,
        ...(sort === "f"
          ? [
              `alter constraint ${name} deferrable initially deferred`,
              `alter constraint ${name} not deferrable`,
            ]
          : []),
      ])}`;
    },
  ],
  "create index": [10, createIndex],
  "index as constraint": [
    1,
    // Not as a primary key: one of an index with NULLS NOT DISTINCT is printed with these words, which no statement takes.
    async (grammar) => {
      const found = await grammar.one(`
        select x.indrelid::regclass::text as table, quote_ident(i.relname) as name from pg_index x join pg_class i on i.oid = x.indexrelid
          join pg_namespace n on n.oid = i.relnamespace
         where ${userSchema("n")} and x.indisunique and not exists (select from pg_constraint k where k.conindid = i.oid)`);
      return found?.["table"] === undefined
        ? undefined
        : `alter table ${found["table"]} add constraint ${grammar.name()} unique using index ${found["name"] ?? ""}`;
    },
  ],
  "alter index": [
    3,
    async (grammar) => {
      const found = await grammar.one(
        `${relations("i,I")} and exists (select from pg_index x where x.indexrelid = c.oid)`,
      );
      if (found?.["name"] === undefined) return undefined;
      return `${grammar.pick(["alter index", "alter index", "drop index"])} ${found["name"]} `.replace(
        /^(alter index .*)$/s,
        (words) =>
          `${words}${grammar.pick([`rename to ${grammar.name()}`, "set (fillfactor = 66)", "reset (fillfactor)", "alter column 1 set statistics 44", "set tablespace soak_space"])}`,
      );
    },
  ],
  "attach index": [
    2,
    async ({ one }) => {
      const found = await one(`
        select format('alter index %s attach partition %s', p.indexrelid::regclass, x.indexrelid::regclass) as sql
          from pg_index p join pg_inherits i on i.inhparent = p.indrelid join pg_index x on x.indrelid = i.inhrelid
         where not exists (select from pg_inherits h where h.inhrelid = x.indexrelid) and p.indkey = x.indkey`);
      return found?.["sql"];
    },
  ],
  "create statistics": [
    3,
    async (grammar) => {
      const { chance, some, pick } = grammar;
      const found = await aRelation(grammar, "r,p,m,f");
      if (found === undefined) return undefined;
      const [relation, columns] = found;
      const items = some(columns, 4).map((column) =>
        chance(0.3) ? `(${value(grammar, column)})` : column.name,
      );
      const kinds =
        items.length > 1 && chance(0.5)
          ? ` (${some(["ndistinct", "dependencies", "mcv"], 2).join(", ")})`
          : "";
      return `create statistics ${pick([await grammar.newName(), grammar.name().replace(/^/, "public.")])}${kinds} on ${items.join(", ")} from ${relation}`;
    },
  ],
  "alter statistics": [
    1,
    async (grammar) => {
      const found = await grammar.one(
        `select format('%I.%I', n.nspname, s.stxname) as name from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace`,
      );
      return found?.["name"] === undefined
        ? undefined
        : `alter statistics ${found["name"]} ${grammar.pick(["set statistics 55", "set statistics -1", `rename to ${grammar.name()}`])}`;
    },
  ],
};
