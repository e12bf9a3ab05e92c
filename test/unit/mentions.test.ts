/** What may know a name is found, wherever the name stands in it. */
import { expect, test } from "vitest";
import { mentions } from "../../src/diff/mentions.js";

const texts = {
  alone: "orders",
  derived: "orders_id_seq",
  after_a_line_break: "SELECT id\nFROM\norders;",
  qualified: "FOREIGN KEY (id) REFERENCES public.orders(id)",
  in_quotes: 'REFERENCES public."Order ""lines""_new"(id)',
  emoji: 'SELECT "📦_total" FROM x',
  longer: "reorders preorders_x ordersx",
  other: "customers",
};
const knowing = (name: string): readonly string[] =>
  mentions(Object.entries(texts), ([, text]) => text)(name).map(([title]) => title);

test.each([
  { name: "orders", found: ["alone", "derived", "after_a_line_break", "qualified"] },
  { name: "orders_id", found: ["derived"] },
  { name: 'Order "lines"', found: ["in_quotes"] },
  { name: "📦", found: ["emoji"] },
  { name: "customer", found: [] },
  { name: "nothing", found: [] },
])("$name", ({ name, found }) => {
  expect(knowing(name)).toEqual(found);
});
