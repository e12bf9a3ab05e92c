/** Runs a whole process and tells its time and its memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Measure {
  /** From start to exit, in milliseconds. */
  readonly time: number;
  /** Most memory the process itself held, in MiB; undefined where the system has no /proc. */
  readonly memory: number | undefined;
}

/**
 * VmHWM: the most that was resident so far, kept by Linux (proc_pid_status(5)). It is looked at now and then only: to look
 * takes time from what is measured.
 */
function peak(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

/** @throws Error with what the process wrote if it does not exit with 0. */
export async function measure(program: string, args: readonly string[]): Promise<Measure> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString("utf8")));
  let memory: number | undefined;
  const watch = setInterval(() => {
    if (child.pid !== undefined) memory = peak(child.pid) ?? memory;
  }, 100);
  try {
    const closed: readonly unknown[] = await once(child, "close");
    const time = performance.now() - start;
    const code = closed[0];
    if (code !== 0)
      throw new Error(`${program} ${args.join(" ")} exited with ${String(code)}:\n${complaint}`);
    return { time, memory };
  } finally {
    clearInterval(watch);
  }
}

/**
 * Programs with their arguments, in turns, so that a busy moment of the machine hits all; the first turn warms up and is
 * not counted.
 * @returns for each the median of its times, and the most memory
 */
export async function inTurns(
  programs: readonly (readonly string[])[],
  runs: number,
): Promise<readonly Measure[]> {
  const measured: Measure[][] = programs.map(() => []);
  for (let run = 0; run <= runs; run++) {
    for (const [i, [program = "", ...args]] of programs.entries()) {
      const one = await measure(program, args);
      if (run > 0) measured[i]?.push(one);
    }
  }
  return measured.map((all) => {
    const known = all.flatMap(({ memory }) => memory ?? []);
    return {
      time: median(all.map(({ time }) => time)),
      memory: known.length === 0 ? undefined : Math.max(...known),
    };
  });
}

export const seconds = (time: number): string => `${(time / 1000).toFixed(2)} s`;
export const mebibytes = (memory: number | undefined): string =>
  memory === undefined ? "?" : `${memory.toFixed(1)} MiB`;

/** The middle of a list that is not empty; of an even number, the upper of both in the middle. */
function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error("no median of nothing");
  return middle;
}
