/** Every format of a report: its picture in fixtures/reports, and what its readers ask of it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import {
  comparison,
  incomplete,
  judged,
  many,
  noted,
  nightly,
  options,
  same,
} from "../fixtures/reports/comparison.js";
import type { Comparison } from "../src/diff/comparison.js";
import type { Finding } from "../src/finding.js";
import { diff } from "../src/library.js";
import { byKey } from "../src/model/key.js";
import type { Model, Obj, Path } from "../src/model/model.js";
import { fingerprint, identified } from "../src/render/fingerprint.js";
import { fails } from "../src/render/report.js";
import { formats, render, type Format } from "../src/render/render.js";
import { sentence } from "../src/render/detail.js";
import { schemaMap } from "../src/render/schema-map.js";

const fixtures = join(import.meta.dirname, "../fixtures");

const extensions: Readonly<Record<Format, string>> = {
  text: "txt",
  json: "json",
  markdown: "md",
  html: "html",
  sarif: "sarif",
  junit: "junit.xml",
  gitlab: "gitlab.json",
  github: "github.txt",
};

describe.each(formats)("%s", (format) => {
  test("looks as it did", async () => {
    await expect(await render(comparison, format, options)).toMatchFileSnapshot(
      join(fixtures, "reports", `report.${extensions[format]}`),
    );
  });

  test("tells what rules hide, and which rules need attention", async () => {
    const report = await render(judged, format, options);
    await expect(report).toMatchFileSnapshot(join(fixtures, "reports", `judged.${extensions[format]}`));
    for (const word of ["Sterne", "Renamed by hand", "public.customers", "2026-12-31"])
      expect(report).toContain(word);
  });

  test("tells what is new, and what is fixed", async () => {
    const report = await render(nightly, format, options);
    await expect(report).toMatchFileSnapshot(join(fixtures, "reports", `nightly.${extensions[format]}`));
    // A fingerprint is all that GitLab needs: it knows itself what a branch brings.
    const words = { sarif: ["baselineState"], gitlab: ["fingerprint"] }[String(format)] ?? [
      "reopened",
      "fixed",
    ];
    for (const word of words) expect(report).toContain(word);
  });

  test("says that nothing was found", async () => {
    await expect(await render(same, format, { version: "1.2.3" })).toMatchFileSnapshot(
      join(fixtures, "reports", `same.${extensions[format]}`),
    );
  });

  test("tells what is beside the comparison, as no difference", async () => {
    const report = await render(noted, format, { version: "1.2.3" });
    await expect(report).toMatchFileSnapshot(join(fixtures, "reports", `noted.${extensions[format]}`));
    for (const word of ["Sterne", "public.metrics", "of 40 runs failed"]) expect(report).toContain(word);
  });

  test("tells what could not be compared", async () => {
    const report = await render(incomplete, format, options);
    for (const word of ["widget public", "COPY orders FROM stdin"]) expect(report).toContain(word);
  });
});

describe("fingerprints", () => {
  const [first, ...others] = comparison.findings;

  test("survive moved lines, new words and another severity", () => {
    const moved: Finding = {
      code: "drift/changed",
      key: "foreign key public.orders.orders_customer_id_fkey",
      field: "definition",
      group: "elsewhere",
      subject: "other",
      severity: "info",
      message: "has other words",
      blame: { file: "other.sql", line: 99, statement: "" },
    };
    expect(fingerprint(first ?? moved)).toBe("9c9582ef29073d00eff049ebfafe3e5e");
    expect(fingerprint(moved)).toBe("9c9582ef29073d00eff049ebfafe3e5e");
    expect(fingerprint({ ...moved, field: "comment" })).not.toBe("9c9582ef29073d00eff049ebfafe3e5e");
  });

  test("tell every finding from every other", () => {
    const all = new Set(comparison.findings.map(fingerprint));
    expect(all.size).toBe(others.length + 1);
  });

  test("are unique in a report even where findings are not", () => {
    const twice = identified([...comparison.findings, ...comparison.findings]).map(({ id }) => id);
    expect(new Set(twice).size).toBe(comparison.findings.length * 2);
    expect(twice.slice(0, comparison.findings.length)).toEqual(comparison.findings.map(fingerprint));
  });
});

const parsed = async (given: Comparison, format: Format): Promise<unknown> =>
  JSON.parse(await render(given, format, options));

describe("map", () => {
  const table = (path: Path): Obj => ({ kind: "table", path, body: {} });
  const key = (path: Path, definition: string): Obj => ({ kind: "foreign key", path, body: { definition } });
  const model = (...objects: readonly Obj[]): Model => ({
    server: { postgres: "18.6" },
    objects: byKey(objects),
    gaps: [],
  });
  const tables = [table(["public", "a"]), table(["odd", 'we"ird), (x'])];
  const lines = (...definitions: readonly string[]): readonly unknown[] => {
    const keys = definitions.map((definition, index) => key(["public", "a", `k${index}`], definition));
    return schemaMap([], model(...tables, ...keys), model()).references;
  };

  test("a definition as PostgreSQL prints it leads to the table that it names", () => {
    const odd = { from: "public.a", to: 'odd."we""ird), (x"' };
    const target = 'odd."we""ird), (x"(id)';
    expect(lines(`FOREIGN KEY (b) REFERENCES ${target}`)).toEqual([odd]);
    expect(lines(`FOREIGN KEY (b, "c) REFERENCES no.where(", PERIOD d) REFERENCES ${target}`)).toEqual([odd]);
    expect(lines("FOREIGN KEY (b) REFERENCES public.a(id) ON DELETE CASCADE")).toEqual([
      { from: "public.a", to: "public.a" },
    ]);
  });

  test("what was not printed by PostgreSQL, or leads out of sight, is no line", () => {
    expect(lines("FOREIGN KEY (b) REFERENCES a(id)", "FOREIGN KEY (b) REFERENCES other.a(id)", "")).toEqual(
      [],
    );
  });

  test("says which side alone has a table, and how badly it drifted", () => {
    const [first] = comparison.findings;
    const findings = first === undefined ? [] : [{ ...first, severity: "info" as const }, first];
    const map = schemaMap(findings, model(table(["public", "orders"])), model(table(["public", "b"])));
    expect(map.tables).toEqual([
      { key: "public.b", label: "b", only: "actual" },
      { key: "public.orders", label: "orders", drift: "breaking", only: "expected" },
    ]);
  });
});

describe("json", () => {
  const published: object = readJson(join(import.meta.dirname, "../docs/json.schema.json"));
  const lenient = new Ajv2020({ strictTypes: false }).compile(published);
  // Readers must bear new fields; here one that is not described is a fault.
  const strict = new Ajv2020({ strictTypes: false }).compile(closed(published));

  test.each([
    ["drift", comparison],
    ["same", same],
    ["incomplete", incomplete],
    ["many", many(50)],
    ["judged", judged],
    ["noted", noted],
    ["nightly", nightly],
  ])("fits its schema: %s", async (_name, given) => {
    const report = await parsed(given, "json");
    expect(lenient(report), JSON.stringify(lenient.errors)).toBe(true);
    expect(strict(report), JSON.stringify(strict.errors)).toBe(true);
  });

  test.each(["stockval/migrations stockval/prod.sql", "reports/shop/migrations reports/shop/production.sql"])(
    "fits its schema, compared from files: %s",
    async (sources) => {
      const [expected = "", actual = ""] = sources.split(" ").map((path) => join(fixtures, path));
      const report = await parsed(await diff(expected, actual), "json");
      expect(strict(report), JSON.stringify(strict.errors)).toBe(true);
      expect(report).toMatchObject({ status: "drift" });
    },
  );

  test("the schema refuses what is no report", async () => {
    const good = await parsed(comparison, "json");
    expect(lenient({})).toBe(false);
    expect(lenient({ ...asObject(good), status: "same" })).toBe(false);
    expect(lenient({ ...asObject(good), format: 2 })).toBe(false);
    expect(lenient({ ...asObject(good), findings: [{ code: "drift/missing" }] })).toBe(false);
    expect(strict({ ...asObject(good), surprise: true })).toBe(false);
  });
});

describe("sarif", () => {
  const { definitions, properties, required } = readJson(
    createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
  );
  // The published schema is of draft 4, of which it uses nothing that later drafts read otherwise.
  const reader = new Ajv2020({ strict: false, validateFormats: false, unicodeRegExp: false });
  const validate = reader.compile({ definitions, properties, required, type: "object" });

  test.each([
    ["drift", comparison],
    ["same", same],
    ["incomplete", incomplete],
    ["judged", judged],
    ["noted", noted],
    ["nightly", nightly],
  ])("fits the schema of SARIF 2.1.0: %s", async (_name, given) => {
    expect(validate(await parsed(given, "sarif")), JSON.stringify(validate.errors)).toBe(true);
  });

  test("the schema refuses what is no SARIF", () => {
    expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
  });

  test("a result stands on the blamed line, under a rule that is there, with a URI that is one", async () => {
    const { runs } = asObject(await parsed(comparison, "sarif"));
    const [run] = asArray(runs).map(asObject);
    const driver = asObject(asObject(run?.["tool"])["driver"]);
    const rules = asArray(driver["rules"]).map((rule) => asObject(rule)["id"]);
    const results = asArray(run?.["results"]).map(asObject);
    expect(results).toHaveLength(comparison.findings.length);
    for (const [index, result] of results.entries()) {
      const { code, blame } = comparison.findings[index] ?? {};
      expect(rules[Number(result["ruleIndex"])]).toBe(code);
      const [location] = asArray(result["locations"]).map(asObject);
      const physical = asObject(location?.["physicalLocation"]);
      const uri = String(asObject(physical["artifactLocation"])["uri"]);
      expect(decodeURIComponent(new URL(uri, "file:///root/").pathname)).toBe(
        `/root/${blame?.file ?? "driftline.yaml"}`,
      );
      expect(asObject(physical["region"])["startLine"]).toBe(blame?.line ?? 1);
    }
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Throws where the text is not well-formed. */
function elements(xml: string): readonly Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, text: "" };
    found.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const [last] = open.slice(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return found;
}

describe("junit", () => {
  test.each([
    ["drift", comparison],
    ["same", same],
    ["incomplete", incomplete],
    ["judged", judged],
    ["nightly", nightly],
  ])("is well-formed, and its counts are true: %s", async (_name, given) => {
    const all = elements(await render(given, "junit"));
    const count = (name: string): number => all.filter((element) => element.name === name).length;
    const [root] = all;
    expect(root?.attributes).toMatchObject({
      tests: String(count("testcase")),
      failures: String(count("failure")),
      skipped: String(count("skipped")),
    });
    expect(count("failure")).toBe(given.findings.filter((finding) => fails(finding, given)).length);
    expect(count("testcase")).toBeGreaterThan(0);
  });

  test("names come back as they were, without what XML cannot hold", async () => {
    const all = elements(await render(comparison, "junit"));
    const suites = all.filter(({ name }) => name === "testsuite").map(({ attributes }) => attributes["name"]);
    expect(suites).toContain('public."</script><img src=x onerror=alert(1)>"');
    const texts = all.filter(({ name }) => name === "failure").map(({ text }) => text);
    expect(texts.join("\n")).toContain('+    "]]>" text DEFAULT \'<!-- & --> </style> ${x} {0}');
    expect(texts.join("\n")).toContain('+    "[31m" integer');
  });
});

test("what no text may hold breaks no format", async () => {
  const [first] = comparison.findings;
  if (first === undefined) throw new Error("no finding to spoil");
  const spoilt = { ...first, message: "a\u0000b\ud800c\ufffed\u2028e", change: { actual: "\u0000\ud800" } };
  const given = { ...comparison, findings: [spoilt] };
  for (const format of ["json", "sarif", "gitlab"] as const)
    expect(await parsed(given, format)).toBeDefined();
  expect(elements(await render(given, "junit"))[3]?.attributes["message"]).toContain("abcd\u2028e");
  const page = await render(given, "html");
  expect(page).toContain("a\\u{0}b\\u{d800}c");
  expect(Buffer.from(page).toString()).toBe(page);
});

describe("gitlab", () => {
  const validate = new Ajv2020().compile({
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["description", "check_name", "fingerprint", "severity", "location"],
      properties: {
        description: { type: "string", minLength: 1 },
        check_name: { type: "string", minLength: 1 },
        fingerprint: { type: "string", minLength: 1 },
        severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
        location: {
          type: "object",
          additionalProperties: false,
          required: ["path", "lines"],
          properties: {
            path: { type: "string", pattern: "^[^/.]" },
            lines: {
              type: "object",
              additionalProperties: false,
              required: ["begin"],
              properties: { begin: { type: "integer", minimum: 1 } },
            },
          },
        },
      },
    },
  });

  test("has what GitLab asks for, and fingerprints of their own", async () => {
    const report = asArray(await parsed(comparison, "gitlab"));
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(new Set(report.map((issue) => asObject(issue)["fingerprint"])).size).toBe(
      comparison.findings.length,
    );
    expect(await parsed(same, "gitlab")).toEqual([]);
  });
});

describe("github", () => {
  /** As the runner reads a command (actions/runner, `ActionCommand.cs`). */
  function command(line: string): { name: string; properties: Record<string, string>; message: string } {
    const [, name = "", given = "", message = ""] = /^::(\w+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
    const data = (text: string): string =>
      text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
    const property = (text: string): string => data(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
    const properties = given.split(",").map((pair): [string, string] => {
      const [key = "", ...value] = pair.split("=");
      return [key, property(value.join("="))];
    });
    return { name, properties: Object.fromEntries(properties), message: data(message) };
  }

  test("every line is one command, and the runner reads back what was said", async () => {
    const lines = (await render(comparison, "github")).trimEnd().split("\n");
    expect(lines).toHaveLength(comparison.findings.length + 1);
    const commands = lines.map(command);
    expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(["error", "warning", "notice"]));
    for (const finding of comparison.findings) {
      const own = commands.find(({ message }) => message.startsWith(sentence(finding)));
      expect(own?.properties).toMatchObject({
        title: finding.code,
        file: finding.blame?.file ?? "driftline.yaml",
        line: String(finding.blame?.line ?? 1),
      });
    }
  });

  test("the worst comes first, and what was found is always said", async () => {
    const names = (await render(comparison, "github")).split("\n").map((line) => command(line).name);
    expect(names.indexOf("warning")).toBeGreaterThan(names.lastIndexOf("error"));
    expect(await render(same, "github")).toMatch(/^::notice title=driftline::no drift: \d+ objects compared/);
  });
});

function readJson(file: string): Record<string, unknown> {
  return asObject(JSON.parse(readFileSync(file, "utf8")));
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new TypeError(`no object: ${String(value)}`);
  return Object.fromEntries(Object.entries(value));
}

function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`no array: ${String(value)}`);
  return value;
}

/** A schema whose objects have no properties but those that it names. */
function closed(schema: unknown): Record<string, unknown> {
  const walk = (value: unknown, refined: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, refined));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, walk(item, refined || key === "oneOf")]);
    const isDescription = "type" in value && "properties" in value && !refined;
    return Object.fromEntries([...entries, ...(isDescription ? [["additionalProperties", false]] : [])]);
  };
  return asObject(walk(schema, false));
}
