/** Where things are kept that can be made again: `DRIFTLINE_CACHE_DIR`, else the user's cache folder. */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export function cacheFolder(): string {
  const { DRIFTLINE_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  return DRIFTLINE_CACHE_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "driftline");
}

/** SHA-256 of texts, each with its length, so that no two lists of texts are one. */
export function fingerprint(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("hex");
}

/**
 * Writes a file whole or not at all.
 * @param text as one, or in pieces: the next one is asked for while one is written
 */
export async function writeAtomically(file: string, text: string | Iterable<string>): Promise<void> {
  // A device or a pipe is written to; a file renamed over it would take its place.
  if ((await stat(file).catch(() => null))?.isFile() === false) return writeText(file, text);
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeText(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeText(file: string, text: string | Iterable<string>): Promise<void> {
  const handle = await open(file, "w");
  let written = Promise.resolve();
  try {
    for (const piece of typeof text === "string" ? [text] : text) {
      await written;
      written = handle.appendFile(piece);
    }
  } finally {
    await written.finally(() => handle.close());
  }
}

/** What is kept under a name, or null; a file that cannot be read is none. */
export async function kept(name: string): Promise<string | null> {
  return readFile(join(cacheFolder(), name), "utf8").catch(() => null);
}

/** Keeps a text for a month, under a name that starts with `replay-`; a cache that cannot be written is no failure. */
export async function keep(name: string, text: string): Promise<void> {
  await writeAtomically(join(cacheFolder(), name), text)
    .then(forget)
    .catch(() => undefined);
}

/** A month, in milliseconds. */
const month = 30 * 24 * 3600 * 1000;

/** Removes what was kept for more than a month. */
async function forget(): Promise<void> {
  for (const name of (await readdir(cacheFolder())).filter((one) => one.startsWith("replay-"))) {
    const file = join(cacheFolder(), name);
    if (Date.now() - (await stat(file)).mtimeMs > month) await rm(file);
  }
}
