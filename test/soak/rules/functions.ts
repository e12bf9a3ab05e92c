/** Functions and procedures of every form, aggregates, operators and their classes, casts, conversions. */
import { anyType, condition, defaultFor, userTypes, value } from "../expressions.js";
import { columnsOf, relations, text, userSchema, type Grammar, type Rules } from "../grammar.js";
import { ownType } from "./types.js";

/** Functions by a condition on pg_proc `p`: `name`, `signature` and the types of the arguments. */
export const routines = (condition: string): string => `
  select format('%I.%I', n.nspname, p.proname) as name, p.oid::regprocedure::text as signature,
         format_type(p.prorettype, null) as result, oidvectortypes(p.proargtypes) as arguments
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where ${userSchema("n")} and ${condition}
     and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')`;

/** What CREATE FUNCTION may say beside arguments and body. */
const attributes = ({ maybe, pick }: Grammar, rows: boolean): string =>
  [
    maybe(pick(["immutable", "stable", "volatile"]), 0.5),
    maybe("strict"),
    maybe("security definer", 0.2),
    maybe("leakproof", 0.1),
    maybe(pick(["parallel safe", "parallel restricted"])),
    maybe(`cost ${pick(["3", "0.5", "1000"])}`, 0.2),
    rows ? maybe("rows 7") : "",
    maybe("set work_mem = '8MB'", 0.1),
    maybe("set search_path = pg_catalog, \"$user\", 'x y'", 0.1),
    maybe("set datestyle to iso, mdy", 0.1),
    maybe("set search_path from current", 0.1),
    maybe("set custom.thing = 'it''s'", 0.05),
  ].join("");

async function parameters(grammar: Grammar): Promise<string> {
  const list: string[] = [];
  let optional = false;
  for (let count = grammar.int(4); count > 0; count -= 1) {
    const { type, category } = await anyType(grammar, "true");
    optional ||= grammar.chance(0.3);
    const value = optional ? ` default ${await defaultFor(grammar, type, category)}` : "";
    list.push(`${grammar.chance(0.7) ? `${grammar.name()} ` : ""}${type}${value}`);
  }
  if (grammar.chance(0.1)) list.push(`variadic ${grammar.name()} integer[]`);
  return list.join(", ");
}

export const functionRules: Rules = {
  "create SQL function": [
    5,
    async (grammar) => {
      const { type, category } = await anyType(grammar, "true");
      const body = await defaultFor(grammar, type, category);
      const given = `create function ${await grammar.newName()}(${await parameters(grammar)}) returns ${type} language sql${attributes(grammar, false)}`;
      return `${given} ${grammar.pick([
        `as $body$ select (${body})::${type} $body$`,
        `return (${body})::${type}`,
        `begin atomic select (${body})::${type}; end`,
        `as 'select null::${type.replaceAll("'", "''")} -- it''s \\ '`,
      ])}`;
    },
  ],
  "create function over a column": [
    4,
    async (grammar) => {
      // An immutable one serves checks, indexes and generated columns.
      const { type, category } = await anyType(grammar);
      const column = { name: "$1", type, category };
      const [result, body] = grammar.chance(0.6)
        ? ["boolean", await condition(grammar, column)]
        : ["text", `(${value(grammar, column)})::text`];
      return `create function ${await grammar.newName()}(${type}) returns ${result} language sql immutable ${grammar.pick(
        [`as $x$select ${body}$x$`, `return ${body}`, `begin atomic; select ${body}; end`],
      )}`;
    },
  ],
  "create plpgsql function": [
    3,
    async (grammar) => {
      const { type } = await anyType(grammar, "true");
      return `create function ${await grammar.newName()}(${await parameters(grammar)}) returns ${type} language plpgsql${attributes(grammar, false)} as $_$\nbegin\n  -- it's \\ "here"\r\n\treturn null;\nend $_$`;
    },
  ],
  "create trigger function": [
    3,
    async (grammar) =>
      `create function ${await grammar.newName()}() returns trigger language plpgsql${attributes(grammar, false)} as $$begin return coalesce(new, old); end$$`,
  ],
  "create event trigger function": [
    1,
    async (grammar) =>
      `create function ${await grammar.newName()}() returns event_trigger language plpgsql as $$begin end$$`,
  ],
  "create function over a relation": [
    4,
    async (grammar) => {
      const relation = (await grammar.one(relations("r,v,m,p")))?.["name"];
      if (relation === undefined) return undefined;
      const [column] = grammar.some(await columnsOf(grammar, relation), 1);
      const result = grammar.pick<readonly [string, string]>([
        [`setof ${relation}`, "*"],
        ["bigint", "count(*)"],
        ...(column === undefined ? [] : [[`table (${grammar.name()} ${column.type})`, column.name] as const]),
      ]);
      const taken = grammar.chance(0.3) ? relation : "";
      const query = `select ${result[1]} from ${relation}`;
      return `create function ${await grammar.newName()}(${taken}) returns ${result[0]} language sql${attributes(grammar, !result[0].startsWith("bigint"))} ${grammar.pick(
        [`as $$ ${query} $$`, `begin atomic ${query}; end`],
      )}`;
    },
  ],
  "create procedure": [
    2,
    async (grammar) => {
      const { type } = await anyType(grammar, "true");
      return `create procedure ${await grammar.newName()}(${await parameters(grammar)}) ${grammar.pick([
        "language plpgsql as $$begin end$$",
        "language sql begin atomic end",
        "language sql security definer set work_mem = '1MB' as ''",
        `language sql as $$ select null::${type} $$`,
      ])}`;
    },
  ],
  "create function with out arguments": [
    1,
    async (grammar) => {
      const { type } = await anyType(grammar);
      return `create function ${await grammar.newName()}(in ${grammar.name()} ${type}, out ${grammar.name()} integer, inout ${grammar.name()} text default 'a,b') language sql as $$ select 1, 'x' $$`;
    },
  ],
  "create window function": [
    1,
    async ({ newName }) =>
      `create function ${await newName()}() returns bigint language internal window immutable as 'window_row_number'`,
  ],
  "create or replace": [
    2,
    async (grammar) => {
      const found = await grammar.one(
        routines(
          "p.prokind = 'f' and p.pronargs = 0 and p.prolang = (select oid from pg_language where lanname = 'sql') and not p.proretset",
        ),
      );
      if (found?.["name"] === undefined) return undefined;
      return `create or replace function ${found["name"]}() returns ${found["result"] ?? ""} language sql${attributes(grammar, false)} as $$ select null::${found["result"] ?? ""} $$`;
    },
  ],
  "alter function": [
    3,
    async ({ one, pick }) => {
      const found = await one(routines("p.prokind in ('f', 'p')"));
      if (found?.["signature"] === undefined) return undefined;
      return `alter routine ${found["signature"]} ${pick(["immutable", "volatile", "strict", "called on null input", "security definer", "parallel safe", "cost 77", "rows 5", "set work_mem = '1MB'", "reset all", "leakproof"])}`;
    },
  ],
  "create aggregate": [
    2,
    async (grammar) => {
      const name = await grammar.newName();
      const own = await grammar.one(
        routines(
          "p.prokind = 'f' and p.pronargs = 2 and not p.proretset and p.proargtypes[0] = p.prorettype",
        ),
      );
      const form = grammar.pick([
        "(integer) (sfunc = int4pl, stype = integer, initcond = '0', parallel = safe, combinefunc = int4pl)",
        "(bigint) (sfunc = int8pl, stype = bigint, msfunc = int8pl, minvfunc = int8mi, mstype = bigint, minitcond = '0')",
        "(*) (sfunc = int8inc, stype = bigint, initcond = '7', sspace = 64)",
        "(real order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra)",
        "(text) (sfunc = textcat, stype = text, finalfunc = upper, finalfunc_modify = shareable, initcond = 'it''s \\ ')",
        "(integer) (sfunc = int4larger, stype = integer, sortop = operator(pg_catalog.>))",
        "(variadic text[]) (sfunc = array_cat, stype = text[])",
        ...(own?.["name"] === undefined
          ? []
          : [
              `(${(own["arguments"] ?? "").split(", ").slice(1).join(", ")}) (sfunc = ${own["name"]}, stype = ${own["result"] ?? ""})`,
            ]),
      ]);
      return `create aggregate ${name}${form}`;
    },
  ],
  "create operator's function": [
    2,
    async (grammar) => {
      const type = await ownType(grammar, "(t.typtype in ('e', 'r') or c.relkind = 'c')");
      if (type === undefined) return undefined;
      const [result, body] = grammar.pick<readonly [string, string]>([
        ["boolean", "$1::text < $2::text"],
        ["boolean", "$1::text = $2::text"],
        ["integer", "case when $1::text < $2::text then -1 when $1::text = $2::text then 0 else 1 end"],
        [type, "$1"],
      ]);
      return `create function ${await grammar.newName()}(${type}, ${type}) returns ${result} language sql immutable as $$ select ${body} $$`;
    },
  ],
  "create operator": [
    2,
    async (grammar) => {
      const found = await grammar.one(
        routines(
          "p.prokind = 'f' and p.pronargs in (1, 2) and not p.proretset and p.prorettype <> 'trigger'::regtype",
        ),
      );
      if (found?.["name"] === undefined) return undefined;
      const [left = "", right] = (found["arguments"] ?? "").split(", ");
      const [schema] = /^(?:"(?:[^"]|"")*"|[^.]*)/.exec(found["name"]) ?? [""];
      const symbol = grammar.pick(["+++", "<@>", "=%=", "~~~~", "@#@", "|*|", "<->>"]);
      const negated = found["result"] === "boolean" && right !== undefined;
      const options = [
        `function = ${found["name"]}`,
        ...(right === undefined ? [`rightarg = ${left}`] : [`leftarg = ${left}`, `rightarg = ${right}`]),
        ...(negated && left === right && grammar.chance(0.4)
          ? [`commutator = operator(${schema}.${symbol})`]
          : []),
        ...(negated && grammar.chance(0.3) ? ["restrict = eqsel", "join = eqjoinsel"] : []),
        ...(negated && left === right && grammar.chance(0.2) ? ["hashes", "merges"] : []),
      ];
      return `create operator ${schema}.${symbol} (${options.join(", ")})`;
    },
  ],
  "alter operator": [
    1,
    async ({ one, pick }) => {
      const found = await one(
        `select o.oid::regoperator::text as name from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where ${userSchema("n")} and o.oprcode <> 0`,
      );
      return found?.["name"] === undefined
        ? undefined
        : `alter operator ${found["name"]} set (${pick(["restrict = none", "join = none", "restrict = neqsel"])})`;
    },
  ],
  "create operator family": [
    1,
    async ({ newName, pick }) =>
      `create operator family ${await newName()} using ${pick(["btree", "hash", "gist", "gin"])}`,
  ],
  "extend operator family": [
    1,
    async ({ one, pick }) => {
      const found = await one(`
        select format('%I.%I', n.nspname, f.opfname) as name from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace
         where ${userSchema("n")} and f.opfmethod = 403`);
      return found?.["name"] === undefined
        ? undefined
        : `alter operator family ${found["name"]} using btree ${pick([
            "add operator 1 < (integer, bigint), operator 3 = (integer, bigint)",
            "add function 1 (integer, bigint) btint48cmp(integer, bigint)",
            "drop operator 1 (integer, bigint)",
          ])}`;
    },
  ],
  "create operator class": [
    2,
    async (grammar) => {
      const name = await grammar.newName();
      const compared = await grammar.one(
        routines(
          "p.pronargs = 2 and p.prokind = 'f' and p.prorettype = 'integer'::regtype and p.proargtypes[0] = p.proargtypes[1] and p.provolatile = 'i'",
        ),
      );
      const [type = ""] = (compared?.["arguments"] ?? "").split(", ");
      const family = await grammar.one(`
        select format('%I.%I', n.nspname, f.opfname) as name from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace
         where ${userSchema("n")} and f.opfmethod = 403`);
      const inFamily =
        family?.["name"] !== undefined && grammar.chance(0.4) ? ` family ${family["name"]}` : "";
      return grammar.pick([
        `create operator class ${name} for type integer using btree${inFamily} as operator 1 <, operator 3 =, function 1 btint4cmp(integer, integer)`,
        `create operator class ${name} for type text using btree as operator 1 ~<~, operator 2 ~<=~, operator 3 =, operator 4 ~>=~, operator 5 ~>~, function 1 bttext_pattern_cmp(text, text)`,
        `create operator class ${name} for type box using gist as operator 3 &&, function 1 gist_box_consistent(internal, box, smallint, oid, internal), function 2 gist_box_union(internal, internal), function 5 gist_box_penalty(internal, internal, internal), function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal)`,
        ...(compared?.["name"] === undefined
          ? []
          : [
              `create operator class ${name}${grammar.maybe("default", 0.3)} for type ${type} using btree${inFamily} as function 1 ${compared["name"]}(${type}, ${type})`,
            ]),
      ]);
    },
  ],
  "create cast": [
    2,
    async (grammar) => {
      const type = await ownType(grammar, "(t.typtype in ('e', 'r') or c.relkind = 'c')");
      if (type === undefined) return undefined;
      const over = await grammar.one(
        routines(`p.prokind = 'f' and p.pronargs = 1 and p.proargtypes[0] = ${text(type)}::regtype`),
      );
      const how = grammar.maybe(grammar.pick(["as assignment", "as implicit"]), 0.5);
      return grammar.pick([
        `create cast (${type} as ${grammar.pick(["text", "integer", "jsonb"])}) with inout${how}`,
        `create cast (character varying as ${type}) with inout${how}`,
        ...(over?.["signature"] === undefined
          ? []
          : [`create cast (${type} as ${over["result"] ?? ""}) with function ${over["signature"]}${how}`]),
      ]);
    },
  ],
  "create conversion": [
    1,
    async ({ newName, maybe }) =>
      `create${maybe("default", 0.5)} conversion ${await newName()} for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8`,
  ],
  "use a type in an array function": [
    1,
    async (grammar) => {
      const type = (await grammar.one(userTypes("true")))?.["name"];
      if (type === undefined) return undefined;
      return `create function ${await grammar.newName()}(${type}[]) returns setof ${type} language sql as $$ select unnest($1) $$`;
    },
  ],
};
