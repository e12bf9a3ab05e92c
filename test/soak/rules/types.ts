/** Schemas, types, collations, sequences: made and altered. */
import { anyType, condition, defaultFor, userTypes } from "../expressions.js";
import { quote, relations, roles, text, userSchema, type Grammar, type Rules } from "../grammar.js";

const labels = ["new", "paid", "it's", "Gone Away", "x,y", "ö", "back\\slash", 'quo"te', ""] as const;

/** The name of a random type of the user, of a sort. */
export const ownType = async ({ one }: Grammar, condition: string): Promise<string | undefined> =>
  (await one(userTypes(condition)))?.["name"];

export const collate = async ({ one, chance }: Grammar, category: string): Promise<string> => {
  if (category !== "S" || !chance(0.3)) return "";
  const own = await one(
    `select format('%I.%I', n.nspname, c.collname) as name from pg_collation c join pg_namespace n on n.oid = c.collnamespace
      where ${userSchema("n")} or c.collname in ('C', 'POSIX', 'ucs_basic', 'default')`,
  );
  return own?.["name"] === undefined ? "" : ` collate ${own["name"]}`;
};

const sequenceOptions = ({ maybe, pick, chance }: Grammar): string => {
  const down = chance(0.2);
  return [
    maybe(`increment by ${down ? "-2" : pick(["5", "1", "10"])}`, down ? 1 : 0.4),
    maybe(`minvalue ${down ? "-500" : pick(["1", "-5", "10"])}`),
    maybe(`maxvalue ${down ? "-1" : pick(["1000", "32767"])}`),
    maybe(`start with ${down ? "-7" : pick(["12", "10"])}`),
    maybe("cache 7"),
    maybe("cycle", 0.2),
  ].join("");
};

export const identityOptions = (grammar: Grammar): string => {
  const options = grammar.chance(0.4) ? sequenceOptions(grammar).trim() : "";
  return options === "" ? "" : ` (${options})`;
};

export const typeRules: Rules = {
  "create schema": [
    3,
    ({ name, maybe, pick }) => `create schema ${name()}${maybe(`authorization ${quote(pick(roles))}`, 0.2)}`,
  ],
  "create enum": [
    3,
    async ({ newName, some }) =>
      `create type ${await newName()} as enum (${some(labels, 6).map(text).join(", ")})`,
  ],
  "add a value": [
    2,
    async (grammar) => {
      const type = await ownType(grammar, "t.typtype = 'e'");
      if (type === undefined) return undefined;
      const beside = await grammar.one(
        `select quote_literal(enumlabel) as label from pg_enum where enumtypid = ${text(type)}::regtype`,
      );
      const place =
        beside?.["label"] === undefined
          ? ""
          : grammar.maybe(`${grammar.pick(["before", "after"])} ${beside["label"]}`, 0.6);
      return `alter type ${type} add value ${text(`added ${grammar.int(100)}`)}${place}`;
    },
  ],
  "rename a value": [
    1,
    async ({ one, int }) => {
      const found = await one(`
        select format('alter type %s rename value %L', t.name, e.enumlabel) as sql
          from (${userTypes("t.typtype = 'e'")}) t join pg_enum e on e.enumtypid = t.name::regtype`);
      return found?.["sql"] === undefined ? undefined : `${found["sql"]} to ${text(`renamed ${int(100)}`)}`;
    },
  ],
  "create domain": [
    4,
    async (grammar) => {
      const { chance, maybe, int } = grammar;
      const { type, category } = await anyType(grammar, "true");
      const checks: string[] = [];
      for (let count = int(3); count > 0; count -= 1) {
        const check = await condition(grammar, { name: "value", type, category });
        checks.push(`${maybe(`constraint ${grammar.name()}`, 0.6)} check (${check})`);
      }
      const collation = await collate(grammar, category);
      const value = chance(0.4) ? ` default ${await defaultFor(grammar, type, category)}` : "";
      return `create domain ${await grammar.newName()} as ${type}${collation}${value}${maybe("not null", 0.2)}${checks.join("")}`;
    },
  ],
  "alter domain": [
    3,
    async (grammar) => {
      const found = await grammar.one(`
        select t.name, format_type(d.typbasetype, d.typtypmod) as base, b.typcategory::text as category,
               coalesce((select quote_ident(conname) from pg_constraint where contypid = d.oid order by conname limit 1), '') as check
          from (${userTypes("t.typtype = 'd'")}) t join pg_type d on d.oid = t.name::regtype join pg_type b on b.oid = d.typbasetype`);
      if (found?.["name"] === undefined) return undefined;
      const { name: domain, base = "", category = "", check = "" } = found;
      const made = await condition(grammar, { name: "value", type: base, category });
      return `alter domain ${domain} ${grammar.pick([
        `set default ${await defaultFor(grammar, base, category)}`,
        "drop default",
        "set not null",
        "drop not null",
        `add constraint ${grammar.name()} check (${made})${grammar.maybe("not valid")}`,
        ...(check === ""
          ? []
          : [
              `drop constraint ${check}`,
              `rename constraint ${check} to ${grammar.name()}`,
              `validate constraint ${check}`,
            ]),
      ])}`;
    },
  ],
  "create composite type": [
    3,
    async (grammar) => {
      const attributes: string[] = [];
      for (let count = grammar.int(4); count >= 0; count -= 1) {
        const { type, category } = await anyType(grammar, "true");
        attributes.push(`${grammar.name()} ${type}${await collate(grammar, category)}`);
      }
      return `create type ${await grammar.newName()} as (${attributes.join(", ")})`;
    },
  ],
  "alter composite type": [
    3,
    async (grammar) => {
      const found = await grammar.one(`
        select t.name, quote_ident(a.attname) as attribute
          from (${userTypes("c.relkind = 'c'")}) t join pg_type c on c.oid = t.name::regtype
          join pg_attribute a on a.attrelid = c.typrelid and a.attnum > 0 and not a.attisdropped`);
      if (found?.["name"] === undefined) return undefined;
      const { type } = await anyType(grammar);
      const cascade = grammar.maybe("cascade");
      return `alter type ${found["name"]} ${grammar.pick([
        `add attribute ${grammar.name()} ${type}${cascade}`,
        `drop attribute ${found["attribute"] ?? ""}${cascade}`,
        `alter attribute ${found["attribute"] ?? ""} type ${type}${cascade}`,
        `rename attribute ${found["attribute"] ?? ""} to ${grammar.name()}${cascade}`,
      ])}`;
    },
  ],
  "create range type": [
    2,
    async (grammar) => {
      const { chance, pick, newName } = grammar;
      const [subtype, options] = pick<readonly [string, readonly string[]]>([
        ["text", ['collation = "C"', "subtype_opclass = text_pattern_ops"]],
        ["double precision", ["subtype_diff = float8mi"]],
        ["time", []],
        ["inet", []],
        ["own", []],
      ]);
      const own =
        subtype === "own" ? await ownType(grammar, "(t.typtype in ('e', 'd') or c.relkind = 'c')") : subtype;
      const multirange = chance(0.3) ? [`multirange_type_name = ${await newName()}`] : [];
      const given = [`subtype = ${own ?? "text"}`, ...options.filter(() => chance(0.5)), ...multirange];
      return `create type ${await newName()} as range (${given.join(", ")})`;
    },
  ],
  "create collation": [
    2,
    async ({ newName, pick }) =>
      `create collation ${await newName()} (${pick([
        "provider = icu, locale = 'de-u-co-phonebk'",
        "provider = icu, locale = 'und-u-ks-level2', deterministic = false",
        "locale = 'C'",
        "lc_collate = 'C', lc_ctype = 'POSIX'",
        "provider = icu, locale = 'en-US'",
      ])})`,
  ],
  "copy a collation": [1, async ({ newName }) => `create collation ${await newName()} from "C"`],
  "create sequence": [
    3,
    async (grammar) =>
      `create ${grammar.maybe("unlogged", 0.1)} sequence ${await grammar.newName()}${grammar.maybe(`as ${grammar.pick(["smallint", "integer", "bigint"])}`)}${sequenceOptions(grammar)}`,
  ],
  "alter sequence": [
    3,
    async (grammar) => {
      // Not that of an identity column: pg_dump does not print its type where that differs from the column's.
      const sequence = (
        await grammar.one(
          relations("S", "not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')"),
        )
      )?.["name"];
      if (sequence === undefined) return undefined;
      const column = await grammar.one(`
        select format('%s.%I', t.name, a.attname) as name from (${relations("r,p,f")}) t
          join pg_attribute a on a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped`);
      return `alter sequence ${sequence} ${grammar.pick([
        `restart${sequenceOptions(grammar)}`,
        `as ${grammar.pick(["smallint", "integer", "bigint"])}`,
        "no minvalue no maxvalue",
        "owned by none",
        ...(column?.["name"] === undefined ? [] : [`owned by ${column["name"]}`]),
      ])}`;
    },
  ],
};
