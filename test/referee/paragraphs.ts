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

/** Grants in a row, likewise. */
const grants = /(?:^GRANT .*;(?:\n|$))+/gm;
const sortedLines = (lines: string): string => lines.split("\n").sort().join("\n").trimStart();

/** What those settings are about; pg_dump leaves them as they are before anything else. */
const stored = /^-- Name: .*; Type: (?:TABLE|MATERIALIZED VIEW|INDEX|CONSTRAINT)\b/m;

/**
 * The paragraphs of a dump, sorted; each begins with its heading. Blank lines between statements are dropped at both
 * ends of a paragraph only: within one they may belong to the body of a function. Settings that pg_dump makes where
 * they change are written into the paragraphs that they hold for, unless they are the usual ones.
 */
export function paragraphs(dump: string): readonly string[] {
  const held = new Map<string, string>();
  return dump
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
    .filter((text) => text !== "")
    .map((text) => text.replace(options, inOrder).replace(grants, sortedLines))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
