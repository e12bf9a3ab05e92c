/** DO blocks: the statements in them that TimescaleDB takes and stock PostgreSQL does not. */
import type { DoStmt } from "@pgsql/types";
import { parsePlPgSQL } from "libpg-query";
import { elementsOf } from "./options.js";

/** What to run instead of a statement in a block; only where a condition holds, if there is one. */
export interface Replacement {
  readonly statements: readonly string[];
  readonly condition?: string;
}

/** A DO statement with such statements replaced, or null when it has none. */
export async function blockText(
  text: string,
  statement: DoStmt,
  route: (query: string) => Promise<Replacement | null>,
): Promise<string | null> {
  const body = elementsOf(statement.args).flatMap((element) =>
    element.defname === "as" && element.arg !== undefined && "String" in element.arg
      ? [element.arg.String.sval ?? ""]
      : [],
  )[0];
  if (body === undefined) return null;
  const parsed: unknown = await parsePlPgSQL(text).catch(() => null);
  let replaced = body;
  let from = 0;
  for (const { query, dynamic } of queriesOf(parsed)) {
    const at = replaced.indexOf(query, from);
    if (at === -1) continue;
    const instead = dynamic
      ? `_timescaledb_emulation.routed(${query})`
      : textOf(await route(query).catch(() => null), query);
    replaced = replaced.slice(0, at) + instead + replaced.slice(at + query.length);
    from = at + instead.length;
  }
  if (replaced === body) return null;
  let tag = "driftline";
  while (replaced.includes(`$${tag}$`)) tag += "_";
  return `DO $${tag}$${replaced}$${tag}$`;
}

function textOf(replacement: Replacement | null, query: string): string {
  if (replacement === null) return query;
  const calls = replacement.statements.map((sql) => sql.replace(/^SELECT /, "PERFORM ")).join("; ");
  if (replacement.condition === undefined) return calls;
  return `IF ${replacement.condition} THEN ${calls}; ELSE ${query}; END IF`;
}

interface Query {
  readonly query: string;
  /** An expression that gives the statement, of EXECUTE. */
  readonly dynamic: boolean;
}

/** The SQL statements of a parsed block, in the order in which they stand in it. */
function queriesOf(node: unknown): readonly Query[] {
  if (Array.isArray(node)) return node.flatMap(queriesOf);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    if (key === "PLpgSQL_stmt_execsql") return queryOf(value, false);
    if (key === "PLpgSQL_stmt_dynexecute") return queryOf(value, true);
    return queriesOf(value);
  });
}

function queryOf(node: unknown, dynamic: boolean): readonly Query[] {
  const found = /"query":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(node))?.[1];
  if (found === undefined) return [];
  const query: unknown = JSON.parse(found);
  return typeof query === "string" ? [{ query, dynamic }] : [];
}
