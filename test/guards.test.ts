/** The laws of the house, kept by a test: what may import what, and who may know which kind. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { kinds } from "../src/kinds/kinds.js";

const src = join(import.meta.dirname, "../src");

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file: file.split(sep).join("/"), text: readFileSync(join(src, file), "utf8") }));

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
const withoutStrings = (text: string): string => withoutComments(text).replace(/"[^"\n]*"|`[^`]*`/g, '""');

/** Layers from the top; a file may import its own layer and those below. */
const layers: readonly (readonly string[])[] = [
  ["cli", "index"],
  ["commands", "library"],
  ["config", "config-file"],
  ["selftest"],
  ["pr", "nightly"],
  ["forge"],
  ["render"],
  ["policy"],
  ["diff"],
  ["source"],
  ["kinds"],
  ["model"],
  ["sql", "settings", "finding"],
];

const layerOf = (file: string): number => {
  const top = file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
  const layer = layers.findIndex((names) => names.includes(top));
  if (layer < 0) throw new Error(`${file} is in no layer: add it to the list`);
  return layer;
};

/** Files that a file imports, statically or not, types included. */
function imports({ file, text }: { readonly file: string; readonly text: string }): string[] {
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, target = ""]) =>
    normalize(join(dirname(file), target.replace(/\.js$/, ".ts"))),
  );
}

describe("laws", () => {
  test("there is something to guard", () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap(imports).length).toBeGreaterThan(100);
  });

  test("1: imports go only down", () => {
    const upward = files.flatMap((file) =>
      imports(file)
        .filter((target) => !target.startsWith("..") && layerOf(target) < layerOf(file.file))
        .map((target) => `${file.file} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  test("2: no kind's name is a string outside kinds/", () => {
    // "schema" is also what a column of a catalog query is called.
    const names = new Set(
      kinds.flatMap(({ name, section }) => [name, section]).filter((name) => name !== "schema"),
    );
    // selftest/ lists what can be done to each kind of object: it is the part that must not ask the kinds.
    // In a configuration, `owners`, `grants` and the `owner` of a rule are settings.
    const allowed = /^(?:kinds|sql|commands|selftest)\/|^config(?:-file)?\.ts$|^policy\/read-policy\.ts$/;
    const found = files
      .filter(({ file }) => !allowed.test(file) && !file.startsWith("source/shadow/timescale/"))
      .flatMap(({ file, text }) =>
        [...withoutComments(text).matchAll(/"([^"\n]*)"/g)]
          .filter(([, word = ""]) => names.has(word))
          .map(([, word = ""]) => `${file}: "${word}"`),
      );
    expect(found).toEqual([]);
  });

  test("3: the parser serves replay, not the way from a catalog to a model", () => {
    const users = files
      .filter(({ text }) => /from "(?:libpg-query|@pgsql\/types)"/.test(text))
      .map(({ file }) => file);
    expect(users.filter((file) => !/^(?:sql|source\/shadow)\//.test(file))).toEqual([]);
  });

  test("7: what reads a live database is read only, with timeouts", () => {
    const session = files.find(({ file }) => file === "source/session.ts")?.text ?? "";
    expect(session).toContain("isolation level repeatable read, read only");
    expect(session).toContain("statement_timeout");
    expect(session).toContain("lock_timeout");
  });

  test("8: only cli.ts sets the exit code", () => {
    const setters = files
      .filter(({ text }) => /process\.exit(?:Code\s*=|\()/.test(text))
      .map(({ file }) => file);
    expect(setters).toEqual(["cli.ts"]);
  });

  test("nothing is exported by default, nothing is any", () => {
    const sinners = files
      .filter(
        ({ text }) =>
          /@ts-(?:ignore|expect-error)/.test(text) ||
          /^export default|:\s*any\b|\bas any\b/m.test(withoutStrings(text)),
      )
      .map(({ file }) => file);
    expect(sinners).toEqual([]);
  });

  test("files stay small", () => {
    const long = files.filter(({ text }) => text.split("\n").length > 300).map(({ file }) => file);
    expect(long).toEqual([]);
  });

  test("every kind has a file, a place in YAML of its own, and fixtures", () => {
    const sections = kinds.map(({ section }) => section);
    expect(new Set(sections).size).toBe(sections.length);
    const fixtures = readdirSync(join(import.meta.dirname, "../fixtures/drift"));
    for (const { name } of kinds) {
      const own = fixtures.filter((folder) => folder.startsWith(`${name.replaceAll(" ", "-")}--`));
      expect(own.length, name).toBeGreaterThanOrEqual(3);
    }
  });
});
