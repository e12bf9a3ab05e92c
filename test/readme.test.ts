/** What the README shows is what the program prints. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

test("npm run demo prints every block that the README takes from it", () => {
  const printed = execFileSync(process.execPath, [join(root, "dist/bin/cli.js"), "demo"], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const blocks = [...readme.matchAll(/<!-- from: npm run demo -->\n```\w*\n([\s\S]*?)```/g)].map(
    ([, block = ""]) => block,
  );
  expect(blocks.length).toBeGreaterThan(3);
  for (const block of blocks) expect(printed).toContain(block);
  expect(printed).toContain("no drift: 31 objects compared");
});

test("snapshots/stockval.yaml is the snapshot of the demo", () => {
  const sql = join(root, "fixtures/stockval/prod.sql");
  const yaml = execFileSync(process.execPath, [join(root, "dist/bin/cli.js"), "snapshot", sql], {
    encoding: "utf8",
  });
  expect(yaml).toBe(readFileSync(join(root, "snapshots/stockval.yaml"), "utf8"));
});

test("every command that the README lists is there", () => {
  const help = execFileSync(process.execPath, [join(root, "dist/bin/cli.js"), "--help"], {
    encoding: "utf8",
  });
  const listed = [...readme.matchAll(/^driftline (\w+)/gm)].map(([, name = ""]) => name);
  expect(new Set(listed).size).toBeGreaterThan(4);
  for (const name of listed) expect(help).toContain(`driftline ${name}`);
});
