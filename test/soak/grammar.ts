/** What every rule of the grammar works with: dice, new names, and what the catalogs of the schema so far hold. */
import type { Dice } from "./dice.js";

export type Row = Readonly<Record<string, string>>;

/** A column as expressions use it: quoted name, type as SQL writes it, and category (pg_type.typcategory). */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly category: string;
}

export interface Grammar extends Dice {
  /** Major version of the server. */
  readonly major: number;
  /** A random row of a query whose columns are texts; undefined where it has none. */
  readonly one: (query: string) => Promise<Row | undefined>;
  readonly all: (query: string) => Promise<readonly Row[]>;
  /** A new name, quoted where it has to be; some are hostile. */
  readonly name: () => string;
  /** One that nothing else has: of two relations or types that share a name, one could not be made before the other. */
  readonly unique: () => string;
  /** A unique name below a random schema. */
  readonly newName: () => Promise<string>;
}

/** A rule gives a statement, or nothing where the schema so far has nothing to make it of. */
export type Rule = (grammar: Grammar) => Promise<string | undefined> | string | undefined;

/** Rules with their weights. */
export type Rules = Readonly<Record<string, readonly [weight: number, rule: Rule]>>;

/** Roles that the schemas are owned by and granted to: they belong to the cluster, and are made once. */
export const roles = ["soak_owner", "soak_reader", 'Soak "Writer"', "soak.admin"] as const;

const hostile = [
  "Upper Case",
  'quo"te',
  "new\nline",
  "emoji 😀",
  "dot.ted",
  "select",
  "back\\slash",
  "per%cent",
  "com,ma",
  "paren(the)sis",
  "apos'trophe",
  " blank ",
  "ünïcödé",
  "dollar$$",
  "se;mi--colon",
  "br[]acket{}",
  "eq=ual",
  "at@ & *",
  "l".repeat(58),
] as const;

const plain = ["orders", "customer", "item", "price", "event", "log", "stock", "region", "a", "b"] as const;

export const quote = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** New names: `<word>_<number>`; the second sort of them now and then one that other objects have as well. */
export function namers({ pick, chance }: Dice): Pick<Grammar, "unique" | "name"> {
  let count = 0;
  const unique = (): string => {
    count += 1;
    return quote(`${chance(0.25) ? pick(hostile) : pick(plain)}${chance(0.5) ? "_" : ""}${String(count)}`);
  };
  return { unique, name: () => (chance(0.1) ? pick(["x", "y", '"Z"']) : unique()) };
}

export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Schemas of the user. */
export const userSchema = (alias: string): string =>
  `${alias}.nspname not like 'pg\\_%' and ${alias}.nspname <> 'information_schema'`;

/** Qualified names of relations of some sorts (pg_class.relkind), with `kind`, `schema` and bare `own` name. */
export const relations = (kinds: string, condition = "true"): string => `
  select format('%I.%I', n.nspname, c.relname) as name, c.relkind::text as kind, quote_ident(n.nspname) as schema,
         quote_ident(c.relname) as own
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = any ('{${kinds}}') and c.relpersistence <> 't' and ${userSchema("n")} and ${condition}`;

/** Columns of a relation, in their order; `own` says which columns count. */
export async function columnsOf(
  grammar: Grammar,
  relation: string,
  own = "true",
): Promise<readonly Column[]> {
  const rows = await grammar.all(
    `select quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type, t.typcategory::text as category,
            lpad(a.attnum::text, 4, '0') as place
       from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = ${text(relation)}::regclass and a.attnum > 0 and not a.attisdropped and ${own}
      order by place`,
  );
  return rows.map(({ name = "", type = "", category = "" }) => ({ name, type, category }));
}
