/** Where results go: stdout, or a file that is written whole or not at all. */
import { writeAtomically } from "../source/cache.js";
import { Failure } from "../finding.js";

/** @param text as one, or in pieces */
export async function emit(text: string | readonly string[], file: string | undefined): Promise<void> {
  if (file === undefined || file === "-") {
    for (const piece of typeof text === "string" ? [text] : text) await print(piece);
    return;
  }
  await writeAtomically(file, text).catch((cause: unknown) => {
    throw new Failure(`could not write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
}

const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });

/** Colours where a terminal shows them and nobody said no. */
export function wantsColor(file: string | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return (file === undefined || file === "-") && process.stdout.isTTY;
}
