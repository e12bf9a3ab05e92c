/** The version is driftline's, not that of the package that it is installed in. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "./driftline.js";

const root = join(import.meta.dirname, "..");

test("as another package's dependency", () => {
  const shop = folder();
  writeFileSync(join(shop, "package.json"), '{ "name": "shop", "version": "47.11.0" }');
  const modules = join(shop, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules")).filter((one) => !one.startsWith(".")))
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  mkdirSync(join(modules, "driftline"));
  for (const name of ["dist", "package.json"])
    symlinkSync(join(root, name), join(modules, "driftline", name));
  // Links in place of an installation: what is found through them takes itself to be there.
  const installed = ["--preserve-symlinks", "--preserve-symlinks-main"];
  const cli = join(modules, "driftline/dist/bin/cli.js");
  const printed = execFileSync(process.execPath, [...installed, cli, "--version"], {
    cwd: shop,
    encoding: "utf8",
  });
  expect(readFileSync(join(root, "package.json"), "utf8")).toContain(`"version": "${printed.trim()}"`);
});
