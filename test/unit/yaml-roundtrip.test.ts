import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Failure } from "../../src/finding.js";
import { layouts as realLayouts } from "../../src/kinds/kinds.js";
import { readAnyYaml } from "../../src/model/yaml-any.js";
import { readLines } from "../../src/model/yaml-lines.js";
import { read, SnapshotWriter, write } from "../../src/model/yaml.js";
import { hostile, layouts, model, models, modelsOf, obj } from "./yaml-models.js";

describe("read undoes write", () => {
  test("for every model", () => {
    fc.assert(
      fc.property(models, (model) => {
        const yaml = write(model, layouts);
        expect(read(yaml, layouts, "a.yaml")).toStrictEqual(model);
        expect(write(read(yaml, layouts, "a.yaml"), layouts)).toBe(yaml);
      }),
      { numRuns: 1500 },
    );
  });

  test.each(["1.1", "1.2"] as const)("and a reader of YAML %s takes the same texts from it", (version) => {
    fc.assert(
      fc.property(hostile, hostile, (key, value) => {
        // The library's YAML 1.1 reads `<<` and objects in its own way, quoted or not.
        fc.pre(key !== "<<" && key !== "__proto__");
        const body = { columns: [{ name: key, type: value }], inherits: [value] };
        const data: unknown = parse(write(model([obj("table", ["t"], body)]), layouts), {
          version,
          uniqueKeys: false,
        });
        expect(data).toMatchObject({ tables: { t: { columns: { [key]: value }, inherits: [value] } } });
      }),
      { numRuns: 500 },
    );
  });

  test("for every model of the real kinds", () => {
    fc.assert(
      fc.property(modelsOf(realLayouts), (model) => {
        expect(read(write(model, realLayouts), realLayouts, "a.yaml")).toStrictEqual(model);
      }),
      { numRuns: 1000 },
    );
  });

  test("and writing some of it ahead changes nothing, whatever becomes of the rest", () => {
    fc.assert(
      fc.property(modelsOf(realLayouts), fc.integer({ min: 1, max: 4 }), (model, every) => {
        const writer = new SnapshotWriter(realLayouts);
        [...model.objects.values()].forEach((object, i) => {
          if (i % every === 0) writer.writeAhead(object);
        });
        const left = new Map([...model.objects].filter((_entry, i) => i % 3 > 0));
        const part = { ...model, objects: left };
        expect(writer.write(model)).toBe(write(model, realLayouts));
        expect(writer.write(part)).toBe(write(part, realLayouts));
      }),
      { numRuns: 1000 },
    );
  });

  test("what was written ahead is not written again", () => {
    const objects = [
      obj("table", ["public", "t"], { comment: "before" }),
      obj("hypertable", ["public", "t"], { tablespaces: ["before"] }),
      obj("index", ["public", "t", "i"], { definition: "USING btree (a)", comment: "before" }),
    ].map((object) => ({ ...object, body: { ...object.body } }));
    const writer = new SnapshotWriter(realLayouts);
    for (const object of objects) writer.writeAhead(object);
    for (const { body } of objects) for (const field in body) Reflect.deleteProperty(body, field);
    const yaml = writer.write(model(objects));
    expect(yaml.match(/before/g)).toHaveLength(objects.length);
    // Of an earlier reading nothing is kept.
    writer.writeAhead(obj("schema", ["public"]), 2);
    expect(writer.write(model(objects))).not.toContain("before");
    expect(write(model(objects), realLayouts)).not.toContain("before");
  });

  test("for 2,000 tables, and for a text of a megabyte", () => {
    const tables = Array.from({ length: 2000 }, (_, i) => [
      obj("table", ["public", `t${i}`], {
        columns: Array.from({ length: 10 }, (_, c) => ({
          name: `c${c}`,
          type: "bigint",
          not_null: c % 2 === 0,
        })),
      }),
      ...Array.from({ length: 8 }, (_, p) =>
        obj("index", ["public", `t${i}`, `i${p}`], { definition: "CREATE INDEX" }),
      ),
    ]).flat();
    const large = model([
      ...tables,
      obj("materialized view", ["v"], { query: "select 1;\n".repeat(100_000) }),
    ]);
    expect(read(write(large, layouts), layouts, "a.yaml").objects.size).toBe(18_001);
  }, 20_000);
});

describe("the reader of our own lines takes the same from a text as the reader of all YAML", () => {
  /** What they both read; null where the first leaves it to the second. */
  function both(yaml: string): unknown {
    const ours = readLines(yaml);
    if (ours !== null) expect(ours).toStrictEqual(readAnyYaml(yaml, "a.yaml", "x"));
    return ours;
  }

  test("and leaves it nothing that we write", () => {
    fc.assert(
      fc.property(models, (model) => {
        const yaml = write(model, layouts, { target: "prod" });
        // A very long key is written in a form of its own.
        if (!/^ *\? /m.test(yaml)) expect(both(yaml)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test("when somebody has edited the file, too", () => {
    let read = 0;
    const edit = fc.tuple(
      fc.nat(),
      fc.nat(),
      fc.constantFrom(
        " ",
        "  ",
        "\n",
        "#",
        ":",
        "- ",
        "'",
        '"',
        "\\",
        "|",
        "a",
        "\t",
        "{",
        "&",
        "\r",
        "? ",
        "...",
        "\n\n",
        ": ",
      ),
      fc.constantFrom(0, 1, 2, 9),
    );
    fc.assert(
      fc.property(models, fc.array(edit, { minLength: 1, maxLength: 3 }), (model, edits) => {
        const yaml = edits.reduce(
          (text, [at, line, insert, remove]) => {
            const starts = Array.from(text.matchAll(/^/gm), ({ index }) => index);
            const start = (starts[line % starts.length] ?? 0) + (at % 3 === 0 ? 0 : at % 20);
            return text.slice(0, start) + insert + text.slice(start + remove);
          },
          write(model, layouts),
        );
        try {
          if (both(yaml) !== null) read += 1;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          throw new Error(`only ours reads ${JSON.stringify(yaml)}`, { cause: error });
        }
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(20);
  });
});
