/** Cuts the text of a dump into one paragraph an object, so that two dumps can be compared whatever their order. */

/** Heading of an object in a dump: `-- Name: orders; Type: TABLE; Schema: public; Owner: postgres`. */
const heading = /^--\n-- (?:Data for )?Name: /m;

/** Lines that tell of the run, not of the schema. */
const volatile = /^(?:\\(?:un)?restrict .*|-- Dumped (?:from|by) .*)$/;
const frame = /^--\n-- PostgreSQL database dump(?: complete)?\n--\n/gm;

/** What pg_dump sets before an object where it differs from the object before. */
const setting = /^SET (default_tablespace|default_table_access_method) = (.*);$/;
const usual: Readonly<Record<string, string>> = {
  default_tablespace: "''",
  default_table_access_method: "heap",
};

/** Storage parameters and options of views, which have no order that means anything, in one order. */
const options = /\bWITH \(([a-z_.]+=[^()\n]*)\)/g;
const inOrder = (_: string, list: string): string => `WITH (${list.split(", ").sort().join(", ")})`;

/** Statements in a row, likewise: grants, and what tables say of columns whose order is their parent's. */
const rest = String.raw`(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^"';])*;(?:\n|$)`;
const grant = String.raw`^GRANT ${rest}`;
const alteredColumn = String.raw`^ALTER (?:FOREIGN )?TABLE ONLY (?:"(?:[^"]|"")*"|[^"' ])+ ALTER COLUMN ${rest}`;
const sorted = (statement: string, text: string): string =>
  text.replace(new RegExp(`(?:${statement})+`, "gm"), (run) =>
    (run.match(new RegExp(statement, "gm")) ?? [])
      .map((one) => one.trimEnd())
      .sort()
      .join("\n")
      .concat(run.endsWith("\n") ? "\n" : ""),
  );

/** A default that stands apart from its column: of a serial, or where pg_dump had to cut a circle, at a place of its choice. */
const apart =
  /^ALTER TABLE ONLY ((?:"(?:[^"]|"")*"|[^"' ])+) ALTER COLUMN ((?:"(?:[^"]|"")*"|[^"' ])+) SET (DEFAULT [^]*);$/m;
const isDefault = /^-- Name: [^]*; Type: DEFAULT;/m;

/** With such defaults in their columns. */
function withDefaults(texts: readonly string[]): readonly string[] {
  const made = new Map<string, number>();
  const result = [...texts];
  for (const [index, text] of texts.entries()) {
    const [, table] = /^CREATE (?:UNLOGGED )?TABLE ((?:"(?:[^"]|"")*"|[^"' ])+) \(/m.exec(text) ?? [];
    if (table !== undefined) made.set(table, index);
  }
  for (const [index, text] of texts.entries()) {
    const [, table = "", column = "", value = ""] = (isDefault.test(text) ? apart.exec(text) : null) ?? [];
    const at = made.get(table);
    const definition = at === undefined ? undefined : result[at];
    const start = definition?.indexOf(`\n    ${column} `) ?? -1;
    if (at === undefined || definition === undefined || start < 0) continue;
    const after = definition.slice(start);
    const line = /^\n {4}(?:"(?:[^"]|"")*"|\([^()]*\)|[^"',\n])*?(?= NOT NULL|,\n|\n)/.exec(after)?.[0];
    if (line === undefined) continue;
    result[at] = `${definition.slice(0, start)}${line} ${value}${after.slice(line.length)}`;
    result[index] = "";
  }
  return result.filter((text) => text !== "");
}

/** What those settings are about; pg_dump leaves them as they are before anything else. */
const stored = /^-- Name: .*; Type: (?:TABLE|MATERIALIZED VIEW|INDEX|CONSTRAINT)\b/m;

/**
 * The paragraphs of a dump, sorted; each begins with its heading. Blank lines between statements are dropped at both
 * ends of a paragraph only: within one they may belong to the body of a function. Settings that pg_dump makes where
 * they change are written into the paragraphs that they hold for, unless they are the usual ones.
 */
export function paragraphs(dump: string): readonly string[] {
  const held = new Map<string, string>();
  const texts = dump
    .replace(frame, "")
    .split(new RegExp(`(?=${heading.source})`, "m"))
    .map((text) => {
      const before = stored.test(text) ? [...held].filter(([name, value]) => usual[name] !== value) : [];
      const lines = text.split("\n").filter((line) => {
        const [, name, value] = setting.exec(line) ?? [];
        if (name !== undefined && value !== undefined) held.set(name, value);
        return name === undefined && !volatile.test(line);
      });
      return [...before.map(([name, value]) => `SET ${name} = ${value};`), lines.join("\n").trim()].join(
        "\n",
      );
    })
    .filter((text) => text !== "");
  return withDefaults(texts)
    .map((text) => sorted(alteredColumn, sorted(grant, text.replace(options, inOrder))))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
