/** The HTML report as a browser shows it: filters, links, keyboard, accessibility, and that it loads nothing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparison, incomplete, many, options, same } from "../fixtures/reports/comparison.js";
import { compare, type Comparison } from "../src/diff/comparison.js";
import { readPair } from "../src/diff/pair.js";
import { fingerprint } from "../src/render/fingerprint.js";
import { renderHtml, type HtmlOptions } from "../src/render/html.js";
import type { Moment } from "../src/render/html/history.js";
import { schemaMap } from "../src/render/schema-map.js";
import { chromiumPath, openBrowser } from "./html-browser.js";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "driftline-html-"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

if (chromiumPath === undefined) {
  console.warn(
    "CHROMIUM IS NOT INSTALLED: the HTML report is not tested in a browser. Install it, or set CHROMIUM.",
  );
}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A report in a page of its own; `complaints` is what the console, the network and the script had to say. */
interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
}

describe("as text", () => {
  test("the policy lets nothing in but its own style and script", () => {
    const page = renderHtml(comparison, options);
    expect(page).toMatch(
      /content="default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/\sstyle=|\son\w+="|https?:\/\/(?!www\.w3\.org|example\.com)/);
  });

  test("the same comparison gives the same file", () => {
    expect(renderHtml(comparison, options)).toBe(renderHtml(comparison, options));
  });

  test("2,000 findings stay below 6 MB, however large they are", () => {
    const large = many(2000);
    expect(Buffer.byteLength(renderHtml(large))).toBeLessThan(6_000_000);
    const huge = {
      ...large,
      findings: large.findings.map((finding) => ({
        ...finding,
        change: {
          expected: "CREATE a;\n".repeat(900),
          actual: `${"x".repeat(9000)}\n${"CREATE b;\n".repeat(900)}`,
        },
      })),
    };
    const page = renderHtml(huge);
    expect(Buffer.byteLength(page)).toBeLessThan(6_000_000);
    expect(page).toContain("more characters");
  });

  test("a map of a large schema shows what drifted and what it is tied to", () => {
    const tables = Array.from({ length: 1000 }, (_, index) => ({
      key: `public.t${index}`,
      label: `t${index}`,
      ...(index % 100 === 0 ? { drift: "warning" as const } : {}),
    }));
    const references = tables.slice(1).map(({ key }, index) => ({ from: key, to: `public.t${index}` }));
    const page = renderHtml(comparison, { map: { tables, references } });
    expect(page.match(/class="table /g)?.length).toBe(29);
    expect(page).toContain("tables: 1000 · references: 999 · drifted: 10 · shown: 29, what drifted");
  });
});

describe.skipIf(chromiumPath === undefined)("in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(chromiumPath ?? "");
  });

  afterAll(async () => {
    await browser.close();
  });

  async function opened(
    given: Comparison,
    {
      html = options,
      hash = "",
      ...context
    }: BrowserContextOptions & { html?: HtmlOptions; hash?: string } = {},
  ): Promise<Opened> {
    const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
    writeFileSync(file, renderHtml(given, html));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...context });
    const complaints: string[] = [];
    const url = pathToFileURL(file).href;
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    page.on("request", (request) => {
      const asked = request.url();
      if (!asked.startsWith(url) && !asked.startsWith("data:image/svg+xml,")) complaints.push(asked);
    });
    await page.goto(`${url}${hash}`);
    return { page, complaints };
  }

  const shown = (page: Page): Promise<number> => page.locator("details.finding:visible").count();

  test.each([
    ["drift", comparison],
    ["same", same],
    ["incomplete", incomplete],
  ])("says nothing on the console and asks for nothing: %s", async (_name, given) => {
    const { page, complaints } = await opened(given);
    await page.waitForTimeout(100);
    expect(complaints).toEqual([]);
    expect(await page.locator("h1").innerText()).not.toBe("");
    expect(await shown(page)).toBe(given.findings.length);
    expect(await page.locator("img, b[onerror], script:not(:last-child)").count()).toBe(0);
    await page.close();
  });

  test("filters narrow the list, together, and give it back", async () => {
    const { page, complaints } = await opened(comparison);
    const output = page.locator("#shown");
    await page.getByLabel(/^breaking/).check();
    await expect.poll(() => shown(page)).toBe(2);
    expect(await output.innerText()).toBe("2 of 10");
    await page.getByLabel(/^warning/).check();
    await expect.poll(() => shown(page)).toBe(6);
    await page.getByLabel(/^changed/).check();
    await expect.poll(() => shown(page)).toBe(3);
    await page.getByLabel(/^function/).check();
    await expect.poll(() => shown(page)).toBe(1);
    expect(await page.locator("section.group:visible").count()).toBe(1);
    expect(await page.locator("nav.groups li:visible").count()).toBe(1);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await expect.poll(() => shown(page)).toBe(10);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("search looks into names, messages, SQL and files, word by word", async () => {
    const { page } = await opened(comparison);
    const search = page.getByRole("searchbox");
    for (const [words, count] of [
      ["RESTRICT", 1],
      ["orders", 4],
      ["orders breaking", 1],
      ["001_shop.sql:7", 2],
      ["</script>", 2],
      ["no such thing", 0],
    ] as const) {
      await search.fill(words);
      await expect.poll(() => page.locator("#shown").innerText(), { message: words }).toBe(`${count} of 10`);
      expect(await shown(page)).toBe(count);
    }
    expect(await page.locator("#empty").isVisible()).toBe(true);
    await page.getByRole("button", { name: "Clear the filter" }).click();
    expect(await shown(page)).toBe(10);
    await page.keyboard.press("Tab");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.id")).toBe("q");
    await page.close();
  });

  test("a link opens its finding, even one that a filter hides", async () => {
    const given = many(200);
    const target = given.findings[150];
    const hash = `#f-${fingerprint(target ?? given.findings[0] ?? failing())}`;
    const { page } = await opened(given, { hash });
    const finding = page.locator(hash);
    const isOpen = (): Promise<string | null> => finding.getAttribute("open");
    await expect.poll(isOpen).toBe("");
    expect(await page.locator("details.finding[open]").count()).toBe(1);
    expect(await page.evaluate("document.activeElement.parentElement.id")).toBe(hash.slice(1));
    await expect.poll(async () => (await finding.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0);
    expect((await finding.boundingBox())?.y).toBeLessThan(900);

    await page.evaluate("location.hash = ''");
    await page.getByRole("searchbox").fill("nothing like this");
    await expect.poll(() => shown(page)).toBe(0);
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await expect.poll(() => shown(page)).toBe(200);
    expect(await isOpen()).toBe("");
    await page.close();
  });

  test("a box of the map leads to its findings", async () => {
    const { page } = await opened(comparison);
    await page.getByRole("link", { name: "payments: only expected; 1 finding, the worst breaking" }).click();
    expect(await page.locator("h3:target").innerText()).toContain("public.payments");
    expect(await page.locator(".canvas .calm").count()).toBe(3);
    expect(await page.locator(".canvas .lines path").count()).toBe(4);
    await page.close();
  });

  test("the keyboard reaches everything in the order of the page, and opens findings", async () => {
    const { page } = await opened(comparison);
    const stops: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(
        "document.activeElement.id || document.activeElement.closest('[id], .canvas, nav')?.id || document.activeElement.className || document.activeElement.tagName",
      );
      stops.push(String(stop));
    }
    const firsts = ["q", "severity-0", "change-0", "kind-0", "all", "canvas"].map((stop) =>
      stops.indexOf(stop),
    );
    const finding = stops.findIndex((stop) => stop.startsWith("f-"));
    expect([...firsts, finding]).toEqual([...firsts, finding].toSorted((a, b) => a - b));
    expect(firsts).not.toContain(-1);
    expect(finding).toBeGreaterThan(0);

    const first = page.locator("details.finding").first();
    await first.locator("summary").focus();
    await page.keyboard.press("Enter");
    expect(await first.getAttribute("open")).toBeNull();
    await page.keyboard.press("Space");
    expect(await first.getAttribute("open")).toBe("");
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing serious: %s", async (colorScheme) => {
    for (const [given, width] of [
      [comparison, 1280],
      [comparison, 375],
      [same, 1280],
      [incomplete, 1280],
      [many(60), 1280],
    ] as const) {
      const { page } = await opened(given, { colorScheme, viewport: { width, height: 900 } });
      await page.evaluate(axe);
      const found = await page.evaluate(
        "axe.run().then(({ violations, passes }) => ({ passes: passes.length, violations: violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`) }))",
      );
      expect(found).toMatchObject({ violations: [] });
      await page.close();
    }
  });

  test("axe finds what is wrong where something is", async () => {
    const { page } = await opened(comparison);
    await page.evaluate(
      "document.querySelector('label[for=q]').remove(), document.querySelector('#q').placeholder = ''",
    );
    await page.evaluate(axe);
    const found = await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))");
    expect(found).toContain("label");
    await page.close();
  });

  test.each([375, 320, 800])("nothing is wider than the page at %s pixels", async (width) => {
    const { page } = await opened(comparison, { viewport: { width, height: 800 } });
    const measure = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)";
    expect(await page.evaluate(measure)).toBe(width);
    await page.evaluate(
      "document.querySelectorAll('details').forEach((details) => { details.open = true; })",
    );
    expect(await page.evaluate(measure)).toBe(width);
    await page.close();
  });

  test("definitions stand side by side, and below each other where it is narrow", async () => {
    const { page } = await opened(comparison);
    const expected = page.locator(".sides:not(.one) .expected .l").first();
    const actual = page.locator(".sides:not(.one) .actual .l").first();
    const boxes = async (): Promise<readonly number[]> => {
      const [left, right] = [await expected.boundingBox(), await actual.boundingBox()];
      return [(right?.x ?? 0) - (left?.x ?? 0), (right?.y ?? 0) - (left?.y ?? 0)];
    };
    expect((await boxes())[0]).toBeGreaterThan(200);
    expect((await boxes())[1]).toBe(0);
    await page.setViewportSize({ width: 375, height: 800 });
    expect((await boxes())[0]).toBe(0);
    expect((await boxes())[1]).toBeGreaterThan(20);
    expect(await page.locator("del").first().innerText()).toBe("RESTRICT");
    expect(await page.locator("ins").first().innerText()).toBe("CASCADE");
    await page.close();
  });

  test("without a script everything is there, and nothing that would not work", async () => {
    const { page, complaints } = await opened(comparison, { javaScriptEnabled: false });
    expect(await page.locator("details.finding:visible").count()).toBe(10);
    expect(await page.locator("form").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("on paper findings are open, and closed again afterwards", async () => {
    const { page } = await opened(many(60));
    const open = (): Promise<number> => page.locator("details.finding[open]").count();
    expect(await open()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await open()).toBe(60);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("aside").isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await open()).toBe(0);
    await page.close();
  });

  test("2,000 findings answer to the filter", async () => {
    const { page, complaints } = await opened(many(2000));
    // What is out of sight is not laid out: this is what keeps a long page fluid.
    const laidOut = (index: number): Promise<unknown> =>
      page.evaluate(
        `document.querySelectorAll("section.group")[${index}].firstElementChild.checkVisibility({ contentVisibilityAuto: true })`,
      );
    expect([await laidOut(0), await laidOut(200)]).toEqual([true, false]);
    await page.getByRole("searchbox").fill("idx_199");
    await expect.poll(() => page.locator("#shown").innerText()).toBe("11 of 2000");
    await page.getByRole("searchbox").fill("");
    await page.getByLabel(/^unexpected/).check();
    await expect.poll(() => page.locator("#shown").innerText()).toBe("667 of 2000");
    await page.getByRole("button", { name: "Open all" }).click();
    await expect.poll(() => page.locator("details.finding[open]").count()).toBe(667);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("it can be seen in docs/", async () => {
    const shop = join(root, "fixtures/reports/shop");
    const pair = await readPair(join(shop, "migrations"), join(shop, "production.sql"));
    const found = await compare(
      { ...pair.expected, label: "migrations" },
      { ...pair.actual, label: "production.sql" },
    );
    const map = schemaMap(found.findings, pair.expected.model, pair.actual.model);
    expect(map.references).toContainEqual({ from: "public.orders", to: "public.customers" });
    expect(map.references).toContainEqual({ from: "public.categories", to: "public.categories" });
    expect(map.tables).toContainEqual({
      key: "public.orders_backup_2023",
      label: "orders_backup_2023",
      drift: "warning",
      only: "actual",
    });
    const relative = found.findings.map((finding) =>
      finding.blame === undefined
        ? finding
        : { ...finding, blame: { ...finding.blame, file: `migrations/${basename(finding.blame.file)}` } },
    );
    const html = { map, at: "2026-06-30T02:00:11Z", history: history() };
    // Fonts differ between machines: the pictures in docs/ are made anew only when asked for.
    const target = process.env["UPDATE_SCREENSHOTS"] === undefined ? folder : join(root, "docs");
    for (const [colorScheme, name] of [
      ["light", "report.png"],
      ["dark", "report-dark.png"],
    ] as const) {
      const { page } = await opened({ ...found, findings: relative }, { html, colorScheme });
      const picture = await page.screenshot({ path: join(target, name) });
      expect(picture.readUInt32BE(16)).toBe(1280);
      await page.close();
    }
  });
});

/** A month that went well until somebody had a hard night. */
const history = (): readonly Moment[] =>
  Array.from({ length: 30 }, (_, day) => ({
    at: new Date(Date.UTC(2026, 5, 1 + day, 2)).toISOString(),
    counts: {
      breaking: day < 21 ? 0 : Math.min(5, day - 21),
      warning: [2, 2, 1, 1, 0, 3][day % 6] ?? 0,
      info: day % 3,
    },
  }));

function failing(): never {
  throw new Error("nothing to link to");
}
