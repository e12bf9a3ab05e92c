/** Where results go: stdout, or a file that is written whole or not at all. */
import { fstatSync, writeFile } from "node:fs";
import { writeAtomically } from "../source/cache.js";
import { Failure } from "../finding.js";

/** @param text as one, or in pieces */
export async function emit(text: string | Iterable<string>, file: string | undefined): Promise<void> {
  const stdout = file === undefined || file === "-";
  try {
    if (!stdout) await writeAtomically(file, text);
    else for (const piece of typeof text === "string" ? [text] : text) await print(piece);
  } catch (cause) {
    const where = stdout ? "to the standard output" : file;
    throw new Failure(`could not write ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function print(text: string): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    const written = (error?: Error | null): void => {
      if (error) reject(error);
      else resolve();
    };
    // Node's stream on a file does not look how much of a text a disk had room for.
    if (fstatSync(stdout.fd).isFile()) writeFile(stdout.fd, text, written);
    else stdout.write(text, written);
  });
}

/** Colours where a terminal shows them and nobody said no. */
export function wantsColor(file: string | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return (file === undefined || file === "-") && process.stdout.isTTY;
}
