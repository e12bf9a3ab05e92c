/** What both sides of the emulation's tests share: the scripts, the queries, the recordings, how a state is read. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse, parseSync } from "libpg-query";
import type { Routable } from "../src/source/shadow/timescale/emulation.js";

/** The releases that recordings exist of. */
export const versions = ["2.17.2", "2.25.2"] as const;
export type Version = (typeof versions)[number];

export type Row = Readonly<Record<string, unknown>>;

/** An error of a statement, numbered from 1. */
export interface Fault {
  readonly statement: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: string;
}

/** What a script leaves behind. */
export interface Outcome {
  readonly faults: readonly Fault[];
  readonly state: Readonly<Record<string, readonly Row[]>>;
}

export interface Case {
  readonly name: string;
  readonly sql: string;
  readonly recording: URL;
}

const folder = new URL("../fixtures/timescale/", import.meta.url);
const corpus = new URL("corpus/", folder);

/** All scripts for a release: the big ones, and the corpus; a corpus script may be for one release only, `x.2.25.sql`. */
export function cases(version: Version): readonly Case[] {
  const minor = version.replace(/\.\d+$/, "");
  const big = [`rich-${minor}`, "stockval"].map((name) => caseOf(name, folder));
  const small = readdirSync(corpus)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => file.replace(/\.sql$/, ""))
    .filter((name) => !/\.2\.\d+$/.test(name) || name.endsWith(`.${minor}`))
    .sort()
    .map((name) => caseOf(name, corpus));
  return [...big, ...small];
}

function caseOf(name: string, place: URL): Case {
  return {
    name,
    sql: readFileSync(new URL(`${name}.sql`, place), "utf8"),
    recording: new URL(`${name}.json`, place),
  };
}

/** The recorded outcome of a case on the real server. */
export function recorded(one: Case, version: Version): Outcome {
  const recordings: unknown = existsSync(one.recording)
    ? JSON.parse(readFileSync(one.recording, "utf8"))
    : {};
  const found = isRecord(recordings) ? recordings[version] : undefined;
  if (!isOutcome(found))
    throw new Error(`no recording of ${one.name} on ${version}: ${howToRecord(version, one.name)}`);
  return found;
}

/** What to run to record a case, or "the surface", of a real server. */
export const howToRecord = (version: Version, name: string): string =>
  `record it with DRIFTLINE_RECORD=1 DRIFTLINE_TEST_TIMESCALE_URL=postgres://… npx vitest run test/emulation.test.ts -t "a real TimescaleDB ${version} ${name}"`;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function isOutcome(value: unknown): value is Outcome {
  return isRecord(value) && Array.isArray(value["faults"]) && isRecord(value["state"]);
}

/** The statements of a script. */
export async function statementsOf(sql: string): Promise<readonly Routable[]> {
  const bytes = Buffer.from(sql, "utf8");
  const { stmts = [] } = await parse(sql);
  return stmts.flatMap(({ stmt, stmt_location = 0, stmt_len }) =>
    stmt === undefined
      ? []
      : [
          {
            text: bytes
              .subarray(stmt_location, stmt_len === undefined ? undefined : stmt_location + stmt_len)
              .toString("utf8")
              .replace(/^(\s|--.*\n)+/, ""),
            tree: stmt,
          },
        ],
  );
}

/** The settings under which a state is read. */
export const settings = "set search_path = pg_catalog; set timezone = 'UTC'; set intervalstyle = 'postgres'";

/** Beside the queries of read.sql: what the emulation leaves in PostgreSQL's own catalogs. */
const plain: Readonly<Record<string, string>> = {
  indexes: `select n.nspname, t.relname as table, i.relname as index, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    join pg_namespace n on n.oid = t.relnamespace
   where n.nspname !~ '^(pg_|_timescaledb|timescaledb_|information_schema)' order by 1, 2, 3`,
  relations: `select n.nspname, c.relname, c.relkind::text, pg_get_userbyid(c.relowner) as owner, s.spcname as tablespace,
         (select array_agg(a.attname || case when a.attnotnull then ' not null' else '' end order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_tablespace s on s.oid = c.reltablespace
   where n.nspname !~ '^(pg_|_timescaledb|timescaledb_|information_schema)' and c.relkind in ('r', 'v', 'm', 'p') order by 1, 2`,
  triggers: `select n.nspname, c.relname, t.tgname
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
   where not t.tgisinternal and n.nspname !~ '^(pg_|_timescaledb|timescaledb_|information_schema)' order by 1, 2, 3`,
};

/** The queries of a state, by name. */
export function queries(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL("read.sql", folder), "utf8");
  const parts = [...text.matchAll(/^-- (Q[1-8]) .*\n([^]*?;)$(?=\n-- Q|\n?$(?![^]))/gm)];
  if (parts.length !== 8) throw new Error("read.sql: queries Q1 to Q8 expected");
  return {
    ...Object.fromEntries(parts.map(([, name = "", sql = ""]) => [name, sql.replace(/;$/, "")])),
    ...plain,
  };
}

/**
 * Plain JSON of a state, without what differs for good reason: `view_definition` and index definitions are compared as
 * trees without column qualifiers, because PostgreSQL 16 drops needless ones; a job's first start, where it was defaulted
 * to the present, is `now`.
 */
export function normal(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        if (typeof value === "string" && (key === "view_definition" || key === "definition")) {
          return [key, treeOf(unnumbered(value))];
        }
        if (key === "initial_start" && typeof value === "string" && recent(value)) return [key, "now"];
        return [key, value];
      }),
    ),
  );
}

/** Numbers, and the names of internal relations that hold some, depend on what was there before. */
const unnumbered = (text: string): string =>
  text
    .replaceAll(/(_materialized_hypertable|_partial_view|_direct_view)_\d+/g, "$1_N")
    .replaceAll(/=\(\d+(?=[,)])/g, "=(N");

const recent = (time: string): boolean => Date.parse(time) > Date.UTC(2025, 6, 1);

function treeOf(sql: string): unknown {
  return bare(parseSync(sql).stmts?.[0]?.stmt);
}

function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (!isRecord(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== "location" && key !== "stmt_location" && key !== "stmt_len")
      .map(([key, value]) => {
        if (key === "ColumnRef" && isRecord(value) && Array.isArray(value["fields"])) {
          return [key, { fields: bare(value["fields"].slice(-1)) }];
        }
        return [key, bare(value)];
      }),
  );
}

/** The extension's own relations with their columns, and its functions with their parameters, as queries. */
export const surface = {
  columns: `select n.nspname || '.' || c.relname as name,
         array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attnum) as parts
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relkind in ('r', 'v') and n.nspname in
         ('timescaledb_information', 'timescaledb_experimental', '_timescaledb_catalog', '_timescaledb_config')
   group by 1 order by 1`,
  functions: `select n.nspname || '.' || p.proname as name,
         array_agg(p.prokind::text || ' (' || replace(pg_get_function_arguments(p.oid), 'anycompatible', '"any"') || ') '
                   || coalesce(pg_get_function_result(p.oid), '') order by pg_get_function_arguments(p.oid) collate "C") as parts
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
   where n.nspname in ('public', 'timescaledb_experimental') group by 1 order by 1`,
} as const;

/** Where the surface of the real releases is recorded. */
export const surfaceRecording = new URL("surface.json", folder);

/** An error as PostgreSQL sends it. Throws what is none. */
export function faultOf(statement: number, error: unknown): Fault {
  if (!isRecord(error) || typeof error["code"] !== "string" || typeof error["message"] !== "string")
    throw error;
  const { code, message, hint, detail } = error;
  return {
    statement,
    code,
    message,
    ...(typeof hint === "string" ? { hint } : {}),
    ...(typeof detail === "string" ? { detail: unnumbered(detail) } : {}),
  };
}
