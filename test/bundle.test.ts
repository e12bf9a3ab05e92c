/** The command line is handed on with packages in it: each comes with its licence. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../dist/bin");

test("every package in the bundle is named in LICENSES.txt, with its text where it has one", () => {
  // esbuild says above each file where it comes from.
  const packages = new Set(
    readdirSync(folder)
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), "utf8").matchAll(
          /^ *\/\/ (node_modules\/(?:.*node_modules\/)?[^/]+)\//gm,
        ),
      ])
      .map(([, path = ""]) => path),
  );
  expect([...packages]).toEqual(expect.arrayContaining(["node_modules/pg", "node_modules/yargs"]));
  const licences = readFileSync(join(folder, "LICENSES.txt"), "utf8");
  for (const path of packages) {
    const from = join(import.meta.dirname, "..", path);
    const manifest = readFileSync(join(from, "package.json"), "utf8");
    const [name, version] = ["name", "version"].map(
      (field) => new RegExp(`^\\s*"${field}": "(.*)"`, "m").exec(manifest)?.[1],
    );
    expect(licences).toContain(`${String(name)} ${String(version)} (`);
    const own = readdirSync(from).find((file) => /^licen[cs]e/i.test(file));
    if (own !== undefined) expect(licences).toContain(readFileSync(join(from, own), "utf8").trim());
  }
});
