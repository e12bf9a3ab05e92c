import { describe, expect, test } from "vitest";
import { readsAs, respelling } from "../../src/diff/respell.js";

describe("a name in texts", () => {
  const table = respelling(["public", "orders"], ["public", 'Pur"chases']);
  test.each([
    ["FROM public.orders o", 'FROM public."Pur""chases" o'],
    ["orders.id = 1", '"Pur""chases".id = 1'],
    ["orders_pkey", 'Pur"chases_pkey'],
    ["orders", 'Pur"chases'],
    ['public."orders_Id_seq"', 'public."Pur""chases_Id_seq"'],
    ["nextval('public.orders_id_seq'::regclass)", 'nextval(\'public."Pur""chases_id_seq"\'::regclass)'],
  ])("%s", (text, expected) => {
    expect(table(text)).toBe(expected);
  });

  test.each([
    "FROM public.reorders",
    "FROM public.orders2",
    "other.orders.id",
    'public."orders"',
    "shop.public.orders_id_seq",
    "reorders_pkey",
  ])("not in %s", (text) => {
    expect(table(text)).toBe(text);
  });

  test("of a schema", () => {
    const schema = respelling(["shop"], ["Sto re"]);
    expect(schema("shop.cost(shop.state, xshop.y, other.shop)")).toBe(
      '"Sto re".cost("Sto re".state, xshop.y, other.shop)',
    );
    expect(schema("shop")).toBe("Sto re");
  });
});

test("data reads as other data where only the name differs", () => {
  const respell = respelling(["shop"], ["store"]);
  expect(readsAs({ a: ["shop.x", 1], b: "shop.x" }, { a: ["store.x", 1], b: "shop.x" }, respell)).toBe(true);
  expect(readsAs({ a: ["shop.x"] }, { a: ["store.y"] }, respell)).toBe(false);
  expect(readsAs({ a: "shop.x" }, { a: "store.x", b: 1 }, respell)).toBe(false);
  expect(readsAs(["a"], { 0: "a" }, respell)).toBe(false);
  expect(readsAs(undefined, "a", respell)).toBe(false);
});
