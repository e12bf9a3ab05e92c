/** The version is driftline's, not that of the package that it is installed in and run from. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, folder } from "./driftline.js";

test("as another package's dependency", () => {
  const cwd = folder();
  writeFileSync(join(cwd, "package.json"), '{ "name": "shop", "version": "47.11.0" }');
  const bin = join(cwd, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(cli, join(bin, "driftline"));
  const printed = execFileSync(join(bin, "driftline"), ["--version"], { cwd, encoding: "utf8" });
  const manifest = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
  expect(manifest).toContain(`"version": "${printed.trim()}"`);
});
