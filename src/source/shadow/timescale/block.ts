/** DO blocks: the statements in them that TimescaleDB takes and stock PostgreSQL does not. */
import type { DoStmt } from "@pgsql/types";
import { parsePlPgSQL } from "libpg-query";
import { elementsOf } from "./options.js";

/** A DO statement with such statements replaced, or null when it has none. `route`: as for a statement of a file. */
export async function blockText(
  text: string,
  statement: DoStmt,
  route: (query: string) => Promise<readonly string[] | null>,
): Promise<string | null> {
  const body = elementsOf(statement.args).flatMap((element) =>
    element.defname === "as" && element.arg !== undefined && "String" in element.arg ? [element.arg.String.sval ?? ""] : [],
  )[0];
  if (body === undefined || !/timescaledb|tsdb|materialized\s+view/i.test(body)) return null;
  const parsed: unknown = await parsePlPgSQL(text).catch(() => null);
  let replaced = body;
  let from = 0;
  for (const query of queriesOf(parsed)) {
    const instead = await route(query).catch(() => null);
    const at = replaced.indexOf(query, from);
    if (at === -1) continue;
    if (instead === null) {
      from = at + query.length;
      continue;
    }
    const call = instead.map((sql) => sql.replace(/^SELECT /, "PERFORM ")).join("; ");
    replaced = replaced.slice(0, at) + call + replaced.slice(at + query.length);
    from = at + call.length;
  }
  if (replaced === body) return null;
  let tag = "driftline";
  while (replaced.includes(`$${tag}$`)) tag += "_";
  return `DO $${tag}$${replaced}$${tag}$`;
}

/** The SQL statements of a parsed block, in the order in which they stand in it. */
function queriesOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(queriesOf);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    key === "PLpgSQL_stmt_execsql" ? queryOf(value) : queriesOf(value),
  );
}

function queryOf(node: unknown): readonly string[] {
  const found = /"query":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(node))?.[1];
  if (found === undefined) return [];
  const query: unknown = JSON.parse(found);
  return typeof query === "string" ? [query] : [];
}
