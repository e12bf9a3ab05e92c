/** What can be done to whatever there is: comments, owners, privileges, another schema, another name, its end. */
import { quote, roles, text, userSchema, type Grammar, type Row, type Rules } from "../grammar.js";

/** All objects of the user as statements name them: `what` (TABLE …) as COMMENT ON and DROP take it. */
const objects = `
  select upper(i.type) as type, i.identity as name, d.classid::regclass::text as catalog, coalesce(i.schema, '') as schema
    from (select 'pg_class'::regclass as classid, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where ${userSchema("n")} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')
          union all select 'pg_type'::regclass, t.oid from pg_type t join pg_namespace n on n.oid = t.typnamespace
                      left join pg_class c on c.oid = t.typrelid
           where ${userSchema("n")} and (t.typtype in ('e', 'd', 'r') or c.relkind = 'c')
          union all select 'pg_proc'::regclass, p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userSchema("n")}
          union all select 'pg_namespace'::regclass, n.oid from pg_namespace n where ${userSchema("n")}
          union all select 'pg_constraint'::regclass, k.oid from pg_constraint k join pg_namespace n on n.oid = k.connamespace
           where ${userSchema("n")} and k.contype <> 'n'
          union all select 'pg_trigger'::regclass, t.oid from pg_trigger t where not t.tgisinternal
          union all select 'pg_policy'::regclass, p.oid from pg_policy p
          union all select 'pg_rewrite'::regclass, w.oid from pg_rewrite w where w.oid >= 16384 and w.rulename <> '_RETURN'
          union all select 'pg_operator'::regclass, o.oid from pg_operator o where o.oid >= 16384 and o.oprcode <> 0
          union all select 'pg_opclass'::regclass, o.oid from pg_opclass o where o.oid >= 16384
          union all select 'pg_opfamily'::regclass, o.oid from pg_opfamily o where o.oid >= 16384
          union all select 'pg_cast'::regclass, c.oid from pg_cast c where c.oid >= 16384
          union all select 'pg_collation'::regclass, c.oid from pg_collation c where c.oid >= 16384
          union all select 'pg_conversion'::regclass, c.oid from pg_conversion c where c.oid >= 16384
          union all select 'pg_ts_dict'::regclass, c.oid from pg_ts_dict c where c.oid >= 16384
          union all select 'pg_ts_config'::regclass, c.oid from pg_ts_config c where c.oid >= 16384
          union all select 'pg_statistic_ext'::regclass, c.oid from pg_statistic_ext c
          union all select 'pg_foreign_data_wrapper'::regclass, c.oid from pg_foreign_data_wrapper c
          union all select 'pg_foreign_server'::regclass, c.oid from pg_foreign_server c
          union all select 'pg_publication'::regclass, c.oid from pg_publication c
          union all select 'pg_subscription'::regclass, s.oid from pg_subscription s join pg_database b on b.oid = s.subdbid and b.datname = current_database()
          union all select 'pg_event_trigger'::regclass, c.oid from pg_event_trigger c) d
   cross join lateral pg_identify_object(d.classid, d.oid, 0) i`;

/** What pg_identify_object() calls it, as statements call it. */
const words: Readonly<Record<string, string>> = {
  "TABLE CONSTRAINT": "CONSTRAINT",
  "DOMAIN CONSTRAINT": "CONSTRAINT",
  "STATISTICS OBJECT": "STATISTICS",
  "FOREIGN-DATA WRAPPER": "FOREIGN DATA WRAPPER",
  "COMPOSITE TYPE": "TYPE",
};

/** `on` and no schema's name where a constraint is one of a domain. */
const named = ({ type = "", name = "" }: Row): string =>
  type === "DOMAIN CONSTRAINT"
    ? `CONSTRAINT ${name.replace(/ on /, " on domain ")}`
    : `${words[type] ?? type} ${name}`;

const anything = ({ one }: Grammar, condition = "true"): Promise<Row | undefined> =>
  one(`select * from (${objects}) o where ${condition}`);

/** Columns of relations that can have a comment. */
const columns = `
  select format('%I.%I.%I', n.nspname, c.relname, a.attname) as name, format('%I.%I', n.nspname, c.relname) as relation, quote_ident(a.attname) as own
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   where ${userSchema("n")} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and a.attnum > 0 and not a.attisdropped`;

const comments = [
  "'what it is'",
  "''",
  "null",
  "e'two\\nlines'",
  "'it''s \"odd\" \\ $$ %s -- /* '",
  "e'\\ttab and 😀'",
] as const;

const sorts: Readonly<Record<string, readonly [string, ...string[]]>> = {
  TABLE: ["SELECT", "INSERT, UPDATE", "ALL", "TRUNCATE, REFERENCES, TRIGGER", "DELETE"],
  VIEW: ["SELECT", "ALL", "INSERT"],
  "MATERIALIZED VIEW": ["SELECT", "ALL"],
  "FOREIGN TABLE": ["SELECT", "ALL"],
  SEQUENCE: ["USAGE", "SELECT, UPDATE", "ALL"],
  FUNCTION: ["EXECUTE"],
  PROCEDURE: ["EXECUTE"],
  AGGREGATE: ["EXECUTE"],
  TYPE: ["USAGE"],
  DOMAIN: ["USAGE"],
  SCHEMA: ["USAGE", "CREATE", "ALL"],
  "FOREIGN-DATA WRAPPER": ["USAGE"],
  SERVER: ["USAGE"],
};

const grantWords: Readonly<Record<string, string>> = {
  VIEW: "TABLE",
  "MATERIALIZED VIEW": "TABLE",
  "FOREIGN TABLE": "TABLE",
  SERVER: "FOREIGN SERVER",
  "FOREIGN-DATA WRAPPER": "FOREIGN DATA WRAPPER",
  FUNCTION: "ROUTINE",
  PROCEDURE: "ROUTINE",
  AGGREGATE: "ROUTINE",
  DOMAIN: "TYPE",
};

const grantees = ["public", "current_user", ...roles.map(quote)] as const;

const giveOrTake = ({ chance, pick, maybe }: Grammar, privileges: string, on: string): string =>
  chance(0.6)
    ? `grant ${privileges} on ${on} to ${pick(grantees)}`.replace(
        / to (?!public)(.*)$/s,
        (to) => `${to}${maybe("with grant option", 0.25)}`,
      )
    : `revoke${maybe("grant option for", 0.15)} ${privileges} on ${on} from ${pick(grantees)}${maybe("cascade")}`;

const owned = `type in ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'FOREIGN TABLE', 'SEQUENCE', 'TYPE', 'DOMAIN', 'FUNCTION', 'PROCEDURE', 'AGGREGATE', 'SCHEMA',
  'OPERATOR', 'OPERATOR CLASS', 'OPERATOR FAMILY', 'COLLATION', 'CONVERSION', 'TEXT SEARCH DICTIONARY', 'TEXT SEARCH CONFIGURATION', 'STATISTICS OBJECT',
  'FOREIGN-DATA WRAPPER', 'SERVER', 'PUBLICATION', 'EVENT TRIGGER', 'SUBSCRIPTION')`;
const movable = `type in ('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'FOREIGN TABLE', 'SEQUENCE', 'TYPE', 'DOMAIN', 'FUNCTION', 'PROCEDURE', 'AGGREGATE',
  'OPERATOR', 'OPERATOR CLASS', 'OPERATOR FAMILY', 'COLLATION', 'CONVERSION', 'TEXT SEARCH DICTIONARY', 'TEXT SEARCH CONFIGURATION', 'STATISTICS OBJECT')`;

/**
 * Not the schema public: pg_dump takes the privileges that it has in a new database for granted, under whatever name
 * (pg_init_privs), and does not print them.
 */
const renamable = "type = 'SCHEMA' and name <> 'public'";

export const everythingRules: Rules = {
  comment: [
    8,
    async (grammar) => {
      const found = await anything(grammar);
      return found === undefined ? undefined : `comment on ${named(found)} is ${grammar.pick(comments)}`;
    },
  ],
  "comment on a column": [
    3,
    async (grammar) => {
      const found = await grammar.one(columns);
      return found?.["name"] === undefined
        ? undefined
        : `comment on column ${found["name"]} is ${grammar.pick(comments)}`;
    },
  ],
  owner: [
    4,
    async (grammar) => {
      const found = await anything(grammar, owned);
      return found === undefined
        ? undefined
        : `alter ${named(found)} owner to ${grammar.pick(["current_user", ...roles.map(quote)])}`;
    },
  ],
  "grant or revoke": [
    8,
    async (grammar) => {
      const found = await anything(grammar, `type in (${Object.keys(sorts).map(text).join(", ")})`);
      const type = found?.["type"] ?? "";
      const privileges = sorts[type];
      return found === undefined || privileges === undefined
        ? undefined
        : giveOrTake(grammar, grammar.pick(privileges), `${grantWords[type] ?? type} ${found["name"] ?? ""}`);
    },
  ],
  "grant or revoke on columns": [
    3,
    async (grammar) => {
      const found = await grammar.one(columns);
      return found?.["name"] === undefined
        ? undefined
        : giveOrTake(
            grammar,
            `${grammar.pick(["select", "update", "references", "insert", "all"])} (${found["own"] ?? ""})`,
            found["relation"] ?? "",
          );
    },
  ],
  "grant on all in a schema": [
    1,
    async (grammar) => {
      const schema = await grammar.one(
        `select quote_ident(nspname) as name from pg_namespace n where ${userSchema("n")}`,
      );
      return schema?.["name"] === undefined
        ? undefined
        : giveOrTake(
            grammar,
            ...grammar.pick<readonly [string, string]>([
              ["select", `all tables in schema ${schema["name"]}`],
              ["usage", `all sequences in schema ${schema["name"]}`],
              ["execute", `all routines in schema ${schema["name"]}`],
            ]),
          );
    },
  ],
  "default privileges": [
    2,
    async (grammar) => {
      const schema = await grammar.one(
        `select quote_ident(nspname) as name from pg_namespace n where ${userSchema("n")}`,
      );
      const [privileges, what] = grammar.pick<readonly [string, string]>([
        ["select", "tables"],
        ["all", "tables"],
        ["usage", "sequences"],
        ["execute", "functions"],
        ["usage", "types"],
        ["usage, create", "schemas"],
      ]);
      return `alter default privileges${grammar.maybe(`for role ${quote(grammar.pick(roles))}`, 0.5)}${what === "schemas" ? "" : grammar.maybe(`in schema ${schema?.["name"] ?? "public"}`, 0.5)} ${giveOrTake(grammar, privileges, what)}`;
    },
  ],
  "set schema": [
    2,
    async (grammar) => {
      const found = await anything(grammar, movable);
      const schema = await grammar.one(
        `select quote_ident(nspname) as name from pg_namespace n where ${userSchema("n")}`,
      );
      return found === undefined
        ? undefined
        : `alter ${named(found)} set schema ${schema?.["name"] ?? "public"}`;
    },
  ],
  rename: [
    3,
    async (grammar) => {
      const found = await anything(
        grammar,
        `${movable} and type <> 'OPERATOR' or type in ('SERVER', 'PUBLICATION', 'EVENT TRIGGER', 'FOREIGN-DATA WRAPPER') or ${renamable}`,
      );
      return found === undefined ? undefined : `alter ${named(found)} rename to ${grammar.unique()}`;
    },
  ],
  drop: [
    4,
    async (grammar) => {
      const found = await anything(
        grammar,
        "type not in ('SCHEMA', 'TABLE CONSTRAINT', 'DOMAIN CONSTRAINT')",
      );
      return found === undefined ? undefined : `drop ${named(found)}${grammar.maybe("cascade", 0.5)}`;
    },
  ],
};
