/** docs/coverage.md says what the kinds say. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { coveragePage, pageFile } from "../scripts/coverage-page.js";
import { kinds } from "../src/kinds/kinds.js";

test("the page is up to date: npm run coverage-page", async () => {
  const page = await coveragePage();
  expect(readFileSync(pageFile, "utf8")).toBe(page);
  for (const { name } of kinds) expect(page).toContain(`### ${name}\n`);
});
