/** Objects that a number alone tells apart are compared with the ones that they are, whatever their numbers. */
import { expect, test } from "vitest";
import { within } from "../../src/diff/comparison.js";
import { diff } from "../../src/diff/diff.js";
import { layoutNamed } from "../../src/kinds/kinds.js";
import { keyOf } from "../../src/model/key.js";
import type { Model, Obj } from "../../src/model/model.js";

function jobs(...configs: readonly string[]): Model {
  const objects = configs.map((config, index): Obj => {
    const path = ["public", "clean", index === 0 ? "action" : `action ${String(index + 1)}`] as const;
    return { kind: "job", path, body: { config } };
  });
  return {
    server: { postgres: "15.1" },
    objects: new Map(objects.map((object) => [keyOf(object.kind, object.path), object])),
    gaps: [],
  };
}

const found = (expected: Model, actual: Model): string[] =>
  diff(expected, actual, layoutNamed).map((drift) =>
    drift.type === "changed"
      ? `${drift.key}: ${JSON.stringify([drift.expected, drift.actual])}`
      : `${drift.type} ${drift.key}`,
  );

test("the one that is not there is missing, and the others are the same", () => {
  expect(found(jobs("a", "b", "c"), jobs("b", "c"))).toEqual(["missing job public.clean.action"]);
  expect(found(jobs("a", "b", "c"), jobs("a", "c"))).toEqual(['missing job public.clean."action 2"']);
  expect(found(jobs("b", "c"), jobs("a", "b", "c"))).toEqual(['unexpected job public.clean."action 3"']);
});

test("in another order they are the same", () => {
  expect(found(jobs("a", "b", "c"), jobs("c", "a", "b"))).toEqual([]);
  expect(found(jobs("a", "a"), jobs("a", "a"))).toEqual([]);
});

test("what has no equal is compared with what is left", () => {
  expect(found(jobs("a", "b", "c"), jobs("a", "c", "d"))).toEqual(['job public.clean."action 2": ["b","d"]']);
  expect(found(jobs("a"), jobs("b"))).toEqual(['job public.clean.action: ["a","b"]']);
  expect(found(jobs("a"), jobs("b", "c"))).toEqual([
    'unexpected job public.clean."action 2"',
    'job public.clean.action: ["a","b"]',
  ]);
  expect(found(jobs("a", "a"), jobs("a"))).toEqual(['missing job public.clean."action 2"']);
});

test("the owner of a job is left out with all owners", () => {
  const owned = (owner: string): Model => {
    const path = ["public", "clean", "action"] as const;
    return { ...jobs(), objects: new Map([[keyOf("job", path), { kind: "job", path, body: { owner } }]]) };
  };
  const scoped = (model: Model, owners: boolean): Model =>
    within({ model, blame: new Map(), label: "", sort: "live" }, { owners, grants: true, ops: true }).model;
  expect(found(scoped(owned("a"), true), scoped(owned("b"), true))).toEqual([
    'job public.clean.action: ["a","b"]',
  ]);
  expect(found(scoped(owned("a"), false), scoped(owned("b"), false))).toEqual([]);
});
