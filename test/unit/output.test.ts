/** What -o does to the place that it names. */
import { lstat, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emit } from "../../src/commands/output.js";

test("a file is replaced, a device is written to and stays", async () => {
  const folder = await mkdtemp(join(tmpdir(), "driftline-output-"));
  try {
    const file = join(folder, "deep", "report.md");
    await emit("first\n", file);
    await emit("second\n", file);
    expect(await readFile(file, "utf8")).toBe("second\n");
    // Long ones are written in several goes.
    const pieces = Array.from({ length: 20 }, (_, n) => `${n} `.repeat(n % 2 === 0 ? 1_000_000 : 10));
    await emit(pieces, file);
    expect(await readFile(file, "utf8")).toBe(pieces.join(""));
    const device = join(folder, "null");
    await symlink("/dev/null", device);
    await emit("lost\n", device);
    expect((await lstat(device)).isSymbolicLink()).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
