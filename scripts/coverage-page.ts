/**
 * Writes docs/coverage.md from the kinds: what is compared, field by field, in the words of the kinds' own comments.
 * `npm run coverage-page`; a test keeps the page up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { severities, type Severity } from "../src/finding.js";
import type { Fields, Kind } from "../src/kinds/kind.js";
import { kinds } from "../src/kinds/kinds.js";
import { detected } from "../src/kinds/unmodelled.js";
import { docsOf, type Docs } from "./field-docs.js";
import { leftOut } from "./left-out.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = path.join(root, "src/kinds");
export const pageFile = path.join(root, "docs/coverage.md");

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({
    file: path.join(folder, file),
    text: readFileSync(path.join(folder, file), "utf8"),
  }));

/** What stands together on the page, by the kinds' folder and place. */
const chapters: readonly {
  readonly title: string;
  readonly holds: (kind: Kind, timescale: boolean) => boolean;
}[] = [
  { title: "TimescaleDB", holds: (_kind, timescale) => timescale },
  { title: "Who may do what", holds: ({ scope }) => scope !== undefined },
  {
    title: "Tables, views, and what stands on them",
    holds: ({ part, holdsParts }) => part !== "none" || holdsParts,
  },
  {
    title: "Schemas, extensions, settings",
    holds: ({ name, phase }) => /^(?:schema|extension)/.test(name) || ["extension", "job"].includes(phase),
  },
  {
    title: "Replication, and databases elsewhere",
    holds: ({ name, phase }) => phase === "replication" || /^(?:foreign|user)/.test(name),
  },
  { title: "Types, functions and the rest", holds: () => true },
];

/** In the order of the page. */
const titles = [2, 1, 3, 5, 4, 0].flatMap((at) => chapters[at]?.title ?? []);

/** The page as Markdown. */
export async function coveragePage(): Promise<string> {
  const shown = kinds.map((kind) => ({ kind, ...sourceOf(kind) }));
  const sections = new Map(chapters.map(({ title }) => [title, [] as string[]]));
  for (const { kind, file, text } of shown) {
    const timescale = file.includes(`${path.sep}timescale${path.sep}`);
    const chapter = chapters.find(({ holds }) => holds(kind, timescale));
    sections.get(chapter?.title ?? "")?.push(section(kind, head(text), docsOf(file, text)));
  }
  const fields = shown.reduce((sum, { kind }) => sum + rows(kind.fields, {}).length, 0);
  const page = [
    "# What driftline compares",
    "<!-- Written by `npm run coverage-page` from src/kinds: edit the comments there. -->",
    `${kinds.length} kinds of object, ${fields} fields. Whatever else a database holds is either [told](#told-but-not-compared) or [left out on purpose](#left-out-on-purpose); nothing is passed over in silence.`,
    "**How to read it.** An object that only one side has is a finding, and so is each field that differs. ✗ *breaking*: code that relies on the schema fails. ! *warning*: it behaves or performs otherwise. · *info*: good to know. What a kind has by default is left out of a snapshot, and what PostgreSQL prints (◇) is settled between majors by having one server print both sides.",
    ...titles.map((title) => {
      const names = (sections.get(title) ?? []).map((text) => /^### (.*)$/m.exec(text)?.[1] ?? "");
      return `- [${title}](#${anchor(title)}): ${names.map((name) => `[${name}](#${anchor(name)})`).join(", ")}`;
    }),
    ...titles.flatMap((title) => [`## ${title}`, ...(sections.get(title) ?? [])]),
    "## Told, but not compared",
    "Each of these is listed in every report as “not compared”, and the exit code is 3 where nothing else is found.",
    detected.map(({ about }) => `- ${about}`).join("\n"),
    "- Catalogs that the role may not read: user mappings with their options, and subscriptions, are for superusers. The report names the GRANT that would help. A role with nothing but CONNECT reads all the rest.\n- Definitions that changed while they were read, four times in a row.\n- Statements of a migration that were passed over: `COPY … FROM stdin` blocks, and what wants an extension that the shadow lacks.",
    "## Left out on purpose",
    leftOut.map(({ what, why }) => `- **${what}.** ${why}`).join("\n"),
  ];
  return format(page.join("\n\n").replace(/(^- .*)\n\n(?=- )/gm, "$1\n"), {
    parser: "markdown",
    printWidth: 110,
  });
}

/** The file that defines a kind. */
function sourceOf({ name }: Kind): { readonly file: string; readonly text: string } {
  const found = files.find(({ text }) => text.includes(`defineKind({\n  name: "${name}",`));
  if (found === undefined) throw new Error(`no file under src/kinds defines the kind "${name}"`);
  return found;
}

/** The comment at the head of a file, as one paragraph. */
function head(text: string): string {
  const [, comment = ""] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? [];
  if (comment === "") throw new Error("a kind's file has no comment at its head");
  return comment.replace(/\n \*/g, " ").replace(/\s+/g, " ").trim();
}

const marks = { breaking: "✗ breaking", warning: "! warning", info: "· info" };

function section(kind: Kind, about: string, docs: Docs): string {
  const since = kind.since === undefined ? "" : ` Since PostgreSQL ${kind.since}.`;
  const all = rows(kind.fields, docs);
  const lists = severities.flatMap((severity) => {
    const own = all.filter((row) => row.severity === severity);
    if (own.length === 0) return [];
    return [
      `- ${marks[severity]}: ${own.map(({ name, deparsed }) => `\`${name}\`${deparsed ? " ◇" : ""}`).join(", ")}`,
    ];
  });
  const notes = all.filter(({ doc }) => doc !== "").map(({ name, doc }) => `  - \`${name}\`: ${doc}`);
  return [
    `### ${kind.name}`,
    `${about}${since}`,
    `A whole one that is missing is ${marks[kind.missing]}, an unexpected one ${marks[kind.unexpected]}${kind.renamed === undefined ? "" : `, a renamed one ${marks[kind.renamed]}`}; a change of`,
    lists.join("\n"),
    ...(notes.length === 0
      ? []
      : ["<details><summary>in words</summary>", notes.join("\n").replace(/^ {2}/gm, ""), "</details>"]),
  ].join("\n\n");
}

interface FieldRow {
  readonly name: string;
  readonly severity: Severity;
  readonly deparsed: boolean;
  readonly doc: string;
}

/** Fields, and those of the records in them, as rows. */
function rows(fields: Fields, docs: Docs, above = ""): FieldRow[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const known = docs[name];
    const notes = [
      known?.doc ?? "",
      ...(field.state === true ? ["A state that no statement makes."] : []),
      ...(field.stated === true ? ["Compared where both sides say it."] : []),
    ];
    const row = {
      name: above + name,
      severity: field.severity,
      deparsed: field.deparsed === true,
      doc: notes.join(" ").trim(),
    };
    return [row, ...rows(field.fields ?? {}, known?.fields ?? {}, `${above}${name}.`)];
  });
}

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z -]/g, "")
    .replaceAll(" ", "-");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(pageFile, await coveragePage());
