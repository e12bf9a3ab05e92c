/** The options of `WITH (…)` and `SET (…)`: which are TimescaleDB's, and what their values hold. */
import type { DefElem, Node, SelectStmt } from "@pgsql/types";
import { parse } from "libpg-query";
import type { Tokens } from "../../../sql/tokens.js";

const namespaces = ["timescaledb", "tsdb"];

/** The DefElems of a list of nodes. */
export function elementsOf(nodes: readonly Node[] | undefined): readonly DefElem[] {
  return (nodes ?? []).flatMap((node) => ("DefElem" in node ? [node.DefElem] : []));
}

/** Whether an option is TimescaleDB's. */
export function isOurs(element: DefElem): boolean {
  return namespaces.includes(element.defnamespace?.toLowerCase() ?? "");
}

/** Whether the value of a boolean option is false. */
export function isOff(element: DefElem): boolean {
  return /^(f|fa|fal|fals|false|of|off|n|no|0)$/i.test(valueOf(element.arg) ?? "");
}

/** An option for the SQL side; `list` is what a list of columns was parsed to, null when it could not be. */
interface Option {
  readonly namespace: string;
  readonly name: string;
  readonly value: string | null;
  readonly list?: readonly Column[] | null;
  readonly detail?: string;
}

interface Column {
  readonly name?: string | undefined;
  readonly desc?: boolean;
  readonly nullsfirst?: boolean;
  readonly type?: string;
  readonly arguments?: number;
}

/** TimescaleDB's options among `elements`, as the JSON that `_timescaledb_emulation.options` takes. */
export async function optionsJson(elements: readonly DefElem[]): Promise<string> {
  const options: Option[] = [];
  for (const element of elements.filter(isOurs)) {
    const name = element.defname ?? "";
    const value = valueOf(element.arg);
    const parser = parserOf(name);
    const base = { namespace: element.defnamespace ?? "", name, value };
    options.push(value !== null && parser !== undefined ? { ...base, ...(await parser(value)) } : base);
  }
  return JSON.stringify(options);
}

function valueOf(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if ("String" in node) return node.String.sval ?? "";
  if ("Integer" in node) return String(node.Integer.ival ?? 0);
  if ("Float" in node) return node.Float.fval ?? "";
  if ("Boolean" in node) return String(node.Boolean.boolval ?? false);
  if ("TypeName" in node) return namesOf(node.TypeName.names).join(".");
  return "";
}

/** The strings of a list of nodes. */
export function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

type Parsed = Pick<Option, "list" | "detail">;

function parserOf(name: string): ((value: string) => Promise<Parsed>) | undefined {
  if (/^(compress_)?segment_?by$/i.test(name)) return segments;
  if (/^(compress_)?order_?by$/i.test(name)) return orders;
  if (/^(compress_)?(sparse_)?index$/i.test(name)) return indexes;
  return undefined;
}

/** The SELECT that a list was put in, or why there is none. */
async function select(
  text: string,
): Promise<{ readonly statement: SelectStmt | null; readonly detail?: string }> {
  try {
    const { stmts } = await parse(text);
    const statement = stmts?.length === 1 ? stmts[0]?.stmt : undefined;
    return { statement: statement !== undefined && "SelectStmt" in statement ? statement.SelectStmt : null };
  } catch (error) {
    return { statement: null, detail: error instanceof Error ? error.message : String(error) };
  }
}

function columnOf(node: Node | undefined): string | null {
  if (node === undefined || !("ColumnRef" in node)) return null;
  const fields = node.ColumnRef.fields ?? [];
  return fields.length === 1 ? (namesOf(fields)[0] ?? null) : null;
}

async function segments(value: string): Promise<Parsed> {
  if (value === "") return { list: [] };
  const { statement, detail } = await select(`SELECT FROM t GROUP BY ${value}`);
  if (statement === null) return { list: null, ...(detail === undefined ? {} : { detail }) };
  const columns = (statement.groupClause ?? []).map(columnOf);
  const plain = statement.sortClause === undefined && statement.havingClause === undefined;
  return {
    list: plain && !columns.includes(null) ? columns.map((name) => ({ name: name ?? undefined })) : null,
  };
}

async function orders(value: string): Promise<Parsed> {
  if (value === "") return { list: [] };
  const { statement, detail } = await select(`SELECT FROM t ORDER BY ${value}`);
  if (statement === null) return { list: null, ...(detail === undefined ? {} : { detail }) };
  const list: Column[] = [];
  for (const node of statement.sortClause ?? []) {
    const name = "SortBy" in node ? columnOf(node.SortBy.node) : null;
    if (name === null || !("SortBy" in node) || node.SortBy.sortby_dir === "SORTBY_USING")
      return { list: null };
    const desc = node.SortBy.sortby_dir === "SORTBY_DESC";
    const nulls = node.SortBy.sortby_nulls;
    list.push({
      name,
      desc,
      nullsfirst: nulls === "SORTBY_NULLS_DEFAULT" ? desc : nulls === "SORTBY_NULLS_FIRST",
    });
  }
  return { list };
}

async function indexes(value: string): Promise<Parsed> {
  if (value === "") return { list: [] };
  const { statement, detail } = await select(`SELECT ${value}`);
  if (statement === null) return { list: null, ...(detail === undefined ? {} : { detail }) };
  const list: Column[] = [];
  for (const node of statement.targetList ?? []) {
    const call = "ResTarget" in node ? node.ResTarget.val : undefined;
    if (call === undefined || !("FuncCall" in call)) return { list: null };
    const operands = call.FuncCall.args ?? [];
    list.push({
      type: namesOf(call.FuncCall.funcname).join("."),
      arguments: operands.length,
      name: columnOf(operands[0]) ?? undefined,
    });
  }
  return { list };
}

/**
 * A statement without TimescaleDB's options of a list: `WITH (…)` or `SET (…)` keeps the others, and goes altogether,
 * with its keyword, when there are none.
 */
export function withoutOurs(tokens: Tokens, elements: readonly DefElem[]): string {
  const location = elements.find((element) => element.location !== undefined)?.location ?? 0;
  const { span, items } = tokens.list(tokens.at(location));
  const kept = items.filter((_, i) => {
    const element = elements[i];
    return element !== undefined && !isOurs(element);
  });
  if (kept.length === 0) return tokens.replace({ from: span.from - 1, to: span.to }, "");
  return tokens.replace(span, `(${kept.map((item) => tokens.slice(item)).join(", ")})`);
}
