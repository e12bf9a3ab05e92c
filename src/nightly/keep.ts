/** Keeps a history in its file: one process at a time, written whole or not at all. */
import { mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../finding.js";
import { writeAtomically } from "../source/cache.js";
import { noHistory, readHistory, writeHistory, type History } from "./history.js";

export interface Kept<T> {
  readonly value: T;
  /** What the user should know of the file. */
  readonly remark: string | undefined;
}

/**
 * Reads a history, lets it be changed, and writes it, while no other process does the same.
 * @throws Failure where the file is no history, or cannot be read or written: then it is as it was
 */
export async function changeHistory<T>(
  file: string,
  change: (history: History) => { readonly history: History; readonly value: T },
): Promise<Kept<T>> {
  await mkdir(dirname(file), { recursive: true }).catch(failing(`could not make the folder of ${file}`));
  return withLock(`${file}.lock`, async () => {
    const { history, torn } = readHistory(await contents(file), file);
    const changed = change(history);
    await writeAtomically(file, writeHistory(changed.history)).catch(failing(`could not write ${file}`));
    const remark = torn ? `${file}: its last line was torn, and was left out` : undefined;
    return { value: changed.value, remark };
  });
}

/** A history as it is, without a lock: a file that is replaced whole can be read at any time. */
export async function peekHistory(file: string): Promise<History> {
  const text = await contents(file);
  return text === "" ? noHistory : readHistory(text, file).history;
}

async function contents(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    if (isCode(cause, "ENOENT")) return "";
    return failing(`could not read ${file}`)(cause);
  });
}

/** Milliseconds to wait for another process, and after which its lock is a remnant: it holds it for moments. */
const patience = 30_000;
const remnant = 60_000;

async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience;
  while (!(await taken(lock))) {
    if (await isRemnant(lock)) await unlink(lock).catch(() => undefined);
    else if (Date.now() > until) throw new Failure(`another run holds ${lock}: delete it if none is running`);
    else await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
  }
  try {
    return await work();
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, "wx");
    await handle.writeFile(`${process.pid}\n`);
    await handle.close();
    return true;
  } catch (cause) {
    if (isCode(cause, "EEXIST")) return false;
    return failing(`could not make ${lock}`)(cause);
  }
}

const isRemnant = async (lock: string): Promise<boolean> =>
  stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > remnant,
    () => false,
  );

const failing =
  (what: string) =>
  (cause: unknown): never => {
    throw new Failure(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  };

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
