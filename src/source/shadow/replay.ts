/** Runs scripts on a shadow, statement by statement, and knows afterwards which statement touched what. */
import { Failure, type Blame } from "../../finding.js";
import { drawStatement, locate } from "../../sql/caret.js";
import { addsEnumValue, cannotRunInTransaction, roleNames, tag } from "../../sql/parse.js";
import type { Script, Statement } from "../../sql/statement.js";
import type { Connection } from "../connection.js";
import type { Lacking } from "./lacking.js";
import { onOwnDatabase } from "./own-database.js";
import type { Shadow } from "./shadow.js";

/** Which statement a transaction belongs to. */
export type Attribution = (xid: number) => Blame | undefined;

/** Marks each statement's transaction with a row; gone before the shadow is read. */
const markers = "driftline_replay";

/**
 * Replays scripts in order. Each starts with a fresh session and runs in one transaction, as a migration runner would
 * have it, save for statements that cannot: these run alone. Each statement is a subtransaction beside a marker row.
 * @param lacking what to do where the shadow lacks an extension; without it that is a failure like any other
 * @throws Failure drawn at the statement that fails
 */
export async function replay(
  shadow: Shadow,
  scripts: readonly Script[],
  lacking?: Lacking,
): Promise<Attribution> {
  const { connection } = shadow;
  const statements: Statement[] = [];
  await connection.run(
    `create schema ${markers}; create table ${markers}.marker (id int); ` +
      `grant usage on schema ${markers} to public; grant insert on ${markers}.marker to public`,
  );
  for (const script of scripts) {
    await freshSession(connection);
    await connection.run("begin");
    for (const statement of script.statements) {
      await runStatement(shadow, statement, statements.push(statement) - 1, lacking);
    }
    await finish(shadow, script);
  }
  await freshSession(connection);
  const rows = await connection.query(
    `select id, xmin::text::bigint as xid from ${markers}.marker order by xmin::text::bigint`,
  );
  await connection.run(`drop schema ${markers} cascade`);
  return attribute(
    rows.map((row) => ({ xid: Number(row["xid"]), statement: statements[Number(row["id"])] })),
  );
}

/** As a new connection would find it: DISCARD ALL may not share a message with anything. */
async function freshSession(connection: Connection): Promise<void> {
  await connection.run("reset role");
  await connection.run("discard all");
}

async function finish(shadow: Shadow, script: Script): Promise<void> {
  try {
    await shadow.connection.run("commit");
  } catch (error) {
    const last = script.statements.at(-1);
    if (last === undefined) throw error;
    throw failure(shadow, last, error);
  }
}

async function runStatement(
  shadow: Shadow,
  statement: Statement,
  id: number,
  lacking: Lacking | undefined,
): Promise<void> {
  const { connection } = shadow;
  const mark = `insert into ${markers}.marker values (${id})`;
  try {
    if (tag(statement.tree) === "TransactionStmt") {
      await runTransactionStatement(shadow, statement);
      return;
    }
    if (cannotRunInTransaction(statement.tree)) {
      await connection.run("commit");
      await connection.run(mark);
      await runAlone(shadow, statement, lacking);
      await connection.run("begin");
      return;
    }
    await runMarked(shadow, statement, mark, lacking);
    // A new value of an enum cannot be used by the transaction that adds it.
    if (addsEnumValue(statement.tree)) await connection.run("commit; begin");
  } catch (error) {
    throw error instanceof Failure ? error : failure(shadow, statement, error);
  }
}

/** The script's own BEGIN and COMMIT: there is always a transaction open, so the one does nothing, the other opens the next. */
async function runTransactionStatement(shadow: Shadow, { text, tree }: Statement): Promise<void> {
  const kind = "TransactionStmt" in tree ? tree.TransactionStmt.kind : undefined;
  if (kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START") return;
  await shadow.connection.run(text);
  if (kind === "TRANS_STMT_COMMIT" || kind === "TRANS_STMT_ROLLBACK") await shadow.connection.run("begin");
}

async function runAlone(shadow: Shadow, statement: Statement, lacking: Lacking | undefined): Promise<void> {
  try {
    await runRouted(shadow, statement);
  } catch (error) {
    if (instead(lacking, statement, error) === undefined) throw error;
  }
}

const instead = (
  lacking: Lacking | undefined,
  statement: Statement,
  error: unknown,
): readonly string[] | undefined =>
  lacking?.instead(statement, codeOf(error), error instanceof Error ? error.message : String(error));

async function runMarked(
  shadow: Shadow,
  statement: Statement,
  mark: string,
  lacking: Lacking | undefined,
): Promise<void> {
  const { connection } = shadow;
  const created = new Set<string>();
  for (;;) {
    await connection.run(`savepoint driftline_replay; ${mark}`);
    try {
      await runRouted(shadow, statement);
      await connection.run("release savepoint driftline_replay");
      return;
    } catch (error) {
      await connection.run("rollback to savepoint driftline_replay; release savepoint driftline_replay");
      if (codeOf(error) === undefinedObject && (await createMissing(shadow, statement, error, created)))
        continue;
      const others = instead(lacking, statement, error);
      if (others === undefined) throw error;
      for (const other of others) await connection.run(`${mark}; ${other}`);
      return;
    }
  }
}

async function runRouted({ connection, database, route }: Shadow, statement: Statement): Promise<void> {
  const own = await onOwnDatabase(statement, database);
  if (own === null) return;
  for (const text of (await route(own)) ?? [own.text]) await connection.run(text);
}

/** SQLSTATE of a role or tablespace that does not exist: undefined_object. */
const undefinedObject = "42704";

/** Makes the roles or the tablespace that a statement wants: a cluster's things, which no migration makes. */
async function createMissing(
  shadow: Shadow,
  { tree }: Statement,
  error: unknown,
  created: Set<string>,
): Promise<boolean> {
  const space = /^tablespace "(.+)" does not exist$/s.exec(text(error, "message") ?? "")?.[1];
  if (space !== undefined && shadow.createTablespace !== undefined) {
    if (created.has(`tablespace ${space}`)) return false;
    created.add(`tablespace ${space}`);
    await shadow.connection.run("commit");
    await shadow.createTablespace(space);
    await shadow.connection.run("begin");
    return true;
  }
  const present = await shadow.connection.query("select rolname as name from pg_catalog.pg_roles");
  const names = new Set(present.map((row) => row["name"]));
  const missing = roleNames(tree).filter((role) => !names.has(role) && !created.has(role));
  for (const role of missing) {
    await shadow.createRole(role);
    created.add(role);
  }
  return missing.length > 0;
}

/** The marker with the greatest transaction that is not later: what a statement's own subtransactions did is its own. */
function attribute(
  marks: readonly { readonly xid: number; readonly statement: Statement | undefined }[],
): Attribution {
  return (xid) => {
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((marks[middle]?.xid ?? 0) <= xid) low = middle + 1;
      else high = middle;
    }
    const statement = marks[low - 1]?.statement;
    return statement === undefined ? undefined : blameOn(statement);
  };
}

/** A statement as what is behind an object. */
export const blameOn = ({ file, line, column, text }: Statement): Blame => ({
  file,
  line,
  column,
  statement: onOneLine(text),
});

/** Enough of a statement to recognise it. */
function onOneLine(text: string): string {
  const line = text.slice(0, 400).replace(/\s+/g, " ");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

const codeOf = (error: unknown): string | undefined => text(error, "code");

function text(error: unknown, property: string): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, property);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A failing statement as its author needs to see it: where, the text with a caret, what the server says, its hint. */
function failure(shadow: Shadow, statement: Statement, error: unknown): Failure {
  const position = Number(text(error, "position") ?? 1);
  const { file, line, column = 1 } = locate(statement, position);
  const message = error instanceof Error ? error.message : String(error);
  const unavailable = codeOf(error) === "0A000" || codeOf(error) === "58P01";
  const hints = [text(error, "detail"), text(error, "hint"), unavailable ? shadow.wayOut : undefined];
  return new Failure(`${file}:${line}:${column}: ${message}`, {
    cause: error,
    at: { file, line, column },
    detail: [
      drawStatement(statement, position),
      ...["detail", "hint", "hint"].flatMap((label, at) =>
        hints[at] === undefined ? [] : [`${label}: ${hints[at]}`],
      ),
    ].join("\n"),
  });
}
