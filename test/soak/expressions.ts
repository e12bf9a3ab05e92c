/** Random expressions and conditions over a column, by the category of its type. */
import { text, userSchema, type Column, type Grammar } from "./grammar.js";

type Forms = Readonly<Record<string, readonly [string, ...string[]]>>;

/** `$` is the column. What a type of the category does not have, the server refuses. */
const values: Forms = {
  N: [
    "$ + 1",
    "abs($)",
    "$ * 1.5",
    "-($)",
    "coalesce($, 0)",
    "case when $ > 0 then 1 else 2 end",
    "greatest($, 1)",
    "$ % 7",
    "$::text",
    "$ * '-1'::integer",
    "$ / 0.1::real",
  ],
  S: [
    "lower($)",
    "$ || 'it''s'",
    '$ collate "C"',
    "length($)",
    "substring($ from 2)",
    "trim(both ' ' from $)",
    "nullif($, '')",
    "left($, 3)",
    "position('a' in $)",
    "replace($, e'\\\\', '/')",
    "$::varchar(5)",
    'upper($) collate "POSIX"',
    "overlay($ placing 'x' from 1)",
  ],
  B: ["not $", "$ is true", "$ and true", "$::text"],
  D: [
    "$ + '1 day 02:03:04'::interval",
    "extract(year from $)",
    "date_trunc('day', $)",
    "$ - interval '3 mons'",
    "coalesce($, '2020-01-02')",
    "greatest($, '2021-12-31')",
    "$ at time zone 'UTC'",
  ],
  T: ["$ * 2", "extract(epoch from $)", "$ + '-1 days +02:00'::interval"],
  A: ["cardinality($)", "$[1]", "array_length($, 1)", "$[1:2]", "array_append($, null)"],
  E: ["$", "coalesce($, null)"],
  R: ["lower($)", "isempty($)", "upper_inf($)"],
  U: ["$", "$ is null", "coalesce($, null)"],
  I: ["family($)", "masklen($)", "$"],
  V: ["$ & $", "length($)", "~ $"],
  C: ["$", "$ is null"],
};

const conditions: Forms = {
  N: [
    "$ > 0",
    "$ between 1 and 9",
    "$ is distinct from 3",
    "$ in (1, 2, 3)",
    "$ <> all (array[7, 8])",
    "not ($ < 0 or $ > 100)",
    "$ >= '-5'::integer",
  ],
  S: [
    "$ <> ''",
    "char_length($) < 10",
    "$ like 'a\\_%'",
    "$ ~ '^\\d+$'",
    "$ = any (array['a', 'b''c'])",
    "$ in ('x', 'y')",
    "$ similar to '(a|b)%'",
    "$ not ilike '%ö%'",
    "starts_with($, 'a')",
  ],
  B: ["$", "not $", "$ is not false"],
  D: ["$ > '2020-01-02'", "$ is not null", "$ <= '2030-12-31'", "$ <> 'infinity'"],
  T: ["$ > '1 day 02:00'::interval", "$ >= '00:00'"],
  A: ["cardinality($) < 5", "array_position($, null) is null"],
  E: ["$ is not null", "$::text <> 'x'"],
  R: ["not isempty($)", "lower_inc($)"],
  U: ["$ is not null"],
  I: ["family($) = 4", "$ is not null"],
  V: ["length($) > 1"],
  C: ["$ is not null"],
};

const literals: Forms = {
  N: ["0", "42", "-1", "1.5", "1e3", "(2 + 3)", "nullif(1, 2)"],
  S: [
    "'x'",
    "''",
    "'it''s'",
    "e'a\\\\b'",
    "e'line\\nbreak'",
    "upper('d')",
    "current_user",
    "'öé😀'",
    "'%s $1'",
  ],
  B: ["true", "false", "not true", "1 > 2"],
  D: [
    "now()",
    "'2020-01-02'",
    "current_timestamp",
    "'infinity'",
    "now() + '1 mon -3 days'::interval",
    "'2020-02-29 03:04'",
    "localtime",
    "clock_timestamp()",
  ],
  T: ["'1 day'", "'1 year 2 mons -3 days 04:05:06.7'", "interval '90' minute"],
  A: ["'{}'", "null"],
  U: ["null"],
  R: ["'empty'", "'[,)'", "null"],
  I: ["'10.0.0.1'", "inet_client_addr()"],
  V: ["B'101'", "null"],
};

/**
 * PostgreSQL prints an array of constants that is converted as a whole in a way that it reads as one converted item by
 * item: such a list only for a column of the very type of its items.
 */
const fits = (form: string, type: string): boolean =>
  !/array\[|\bin \(|all \(array/.test(form) || type === "integer" || type === "text";

const formFor = ({ pick }: Grammar, forms: Forms, { category, type }: Column, other: string): string => {
  const form = pick(forms[category] ?? [other]);
  return fits(form, type) ? form : other;
};

const fill = (form: string, name: string): string => form.replaceAll("$", () => name);

/** A value made of a column; immutable, so that it serves an index. */
export const value = (grammar: Grammar, column: Column): string =>
  fill(formFor(grammar, values, column, "$"), column.name);

/** A condition on a column; now and then it asks a function of the user. */
export async function condition(grammar: Grammar, column: Column): Promise<string> {
  const { chance, one } = grammar;
  const called = chance(0.25)
    ? await one(`
        select format('%I.%I', n.nspname, p.proname) as name
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where ${userSchema("n")} and p.prokind = 'f' and p.prorettype = 'bool'::regtype and not p.proretset and p.pronargs = 1
           and p.proargtypes[0] = ${text(column.type)}::regtype`)
    : undefined;
  if (called?.["name"] !== undefined) return `${called["name"]}(${column.name})`;
  return fill(formFor(grammar, conditions, column, "$ is not null"), column.name);
}

/** Conditions on some of the columns, joined. */
export async function conditionOn(grammar: Grammar, columns: readonly Column[]): Promise<string> {
  const chosen = grammar.some(columns, 2);
  const parts: string[] = [];
  for (const column of chosen) parts.push(await condition(grammar, column));
  // A BETWEEN in a list of conditions is printed as a list in it, and read as one list.
  const [first = "true"] = parts;
  return parts.some((part) => part.includes(" between "))
    ? first
    : parts.join(grammar.pick([" and ", " or "])) || first;
}

/** A default for a column: a literal, a sequence's next value, or a call of a function of the user. */
export async function defaultFor(grammar: Grammar, type: string, category: string): Promise<string> {
  const { pick, chance, one } = grammar;
  if (category === "N" && chance(0.25)) {
    const sequence = await one(
      `select quote_literal(format('%I.%I', schemaname, sequencename)) as name from pg_sequences`,
    );
    if (sequence?.["name"] !== undefined) return `nextval(${sequence["name"]}::regclass)`;
  }
  if (chance(0.25)) {
    const called = await one(`
      select format('%I.%I', n.nspname, p.proname) as name
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where ${userSchema("n")} and p.prokind = 'f' and not p.proretset and p.pronargs = p.pronargdefaults
         and p.prorettype = ${text(type)}::regtype`);
    if (called?.["name"] !== undefined) return `${called["name"]}()`;
  }
  if (category === "E") {
    const label = await one(
      `select quote_literal(enumlabel) as label from pg_enum where enumtypid = ${text(type)}::regtype`,
    );
    if (label?.["label"] !== undefined) return label["label"];
  }
  return pick(literals[category] ?? ["null"]);
}

const builtIn = [
  "integer",
  "bigint",
  "smallint",
  "numeric",
  "numeric(10,2)",
  "text",
  "character varying(20)",
  "character(3)",
  "boolean",
  "date",
  "timestamp with time zone",
  "timestamp(3) without time zone",
  "time without time zone",
  "time(2) with time zone",
  "interval",
  "interval day to second",
  "interval(3)",
  "jsonb",
  "json",
  "uuid",
  "bytea",
  "real",
  "double precision",
  "inet",
  "cidr",
  "macaddr",
  "bit(3)",
  "bit varying(5)",
  "int4range",
  "tstzrange",
  "nummultirange",
  "text[]",
  "integer[]",
  "tsvector",
  "point",
  "circle",
  "money",
  '"char"',
  "name",
  "oid",
  "regclass",
  "xml",
  "varchar",
  "char",
] as const;

/** Types of the user by some conditions on pg_type `t`, with their category. */
export const userTypes = (condition: string): string => `
  select format('%I.%I', n.nspname, t.typname) as name, t.typcategory::text as category
    from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
   where ${userSchema("n")} and t.typtype in ('e', 'd', 'c', 'r', 'm') and ${condition}`;

/** A type that is there: mostly PostgreSQL's own, now and then one of the user, or an array. */
export async function anyType(
  grammar: Grammar,
  condition = "(t.typrelid = 0 or c.relkind = 'c')",
): Promise<Pick<Column, "type" | "category">> {
  const { chance, pick, one } = grammar;
  const own = chance(0.3) ? await one(userTypes(condition)) : undefined;
  if (own?.["name"] !== undefined) {
    if (chance(0.15)) return { type: `${own["name"]}[]`, category: "A" };
    return { type: own["name"], category: own["category"] ?? "U" };
  }
  const type = chance(0.4) ? pick(["integer", "text", "bigint", "timestamp with time zone"]) : pick(builtIn);
  const found = await one(
    `select typcategory::text as category from pg_type where oid = ${text(type)}::regtype`,
  );
  return { type, category: found?.["category"] ?? "U" };
}
