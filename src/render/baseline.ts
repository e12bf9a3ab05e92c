/** A model as one SQL file that makes it from nothing: in the order of dependencies, an object a paragraph. */
import { inOrder, preludeOf } from "../kinds/order.js";
import { partPhase, phaseTitles } from "../kinds/kind.js";
import { kindNamed } from "../kinds/kinds.js";
import { printPath } from "../model/key.js";
import type { Model, Obj, ServerVersions } from "../model/model.js";

/** Facts for the header of a baseline. */
export interface BaselineHeader {
  /** The source, without a password. */
  readonly label: string;
  /** driftline's version. */
  readonly version: string;
  /** Number of objects by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Server on which it was replayed and found equal, and what that one spells otherwise; undefined: UNPROVEN. */
  readonly proof: { readonly shadow: ServerVersions; readonly respelled: readonly string[] } | undefined;
  /** SHA-256 of what `baselineBody` wrote. */
  readonly hash: string;
}

/** The statements, without a header: a heading for each phase, a comment for each object, its parts below it. */
export function baselineBody(model: Model): string {
  const steps = inOrder(model);
  // What PostgreSQL prints has plain backslashes in its literals, which a session may be set to take for escapes.
  const escaping = steps.some(({ statements }) => statements.some((statement) => statement.includes("\\")));
  const prelude = [...(escaping ? ["SET standard_conforming_strings = on"] : []), ...preludeOf(model)];
  const lines = prelude.flatMap((statement) => [`${statement};`, ""]);
  let section = "";
  let root = "";
  for (const { object, phase, statements } of steps) {
    if (statements.length === 0) continue;
    const kind = kindNamed(object.kind);
    const heading = phaseTitles[phase] ?? title(kind.section);
    if (heading !== section && (kind.part === "none" || phase !== partPhase)) {
      section = heading;
      lines.push(`-- ${"-".repeat(77)}`, `-- ${section}`, `-- ${"-".repeat(77)}`, "");
    }
    const own = rootOf(object);
    if (own !== root || kind.part === "none") lines.push(`-- ${label(object)}`);
    root = own;
    lines.push(...statements.map((statement) => `${statement};`), "");
  }
  return lines.join("\n");
}

export function baselineHeader(
  model: Model,
  { label: source, version, counts, proof, hash }: BaselineHeader,
): string {
  return [
    `-- Baseline of ${oneLine(source)}`,
    `-- ${versions(model.server)}`,
    `-- ${Object.entries(counts)
      .map(([section, count]) => `${count} ${section.replaceAll("_", " ")}`)
      .join(", ")}`,
    `-- Written by driftline ${version}; sha256 of what follows the header: ${hash}`,
    proof === undefined ? "-- UNPROVEN: it was not replayed before it was written" : proofLine(proof),
    "",
    "",
  ].join("\n");
}

const versions = ({ postgres, timescaledb }: ServerVersions): string =>
  `PostgreSQL ${postgres}${timescaledb === undefined ? "" : `, TimescaleDB ${timescaledb}`}`;

function proofLine({ shadow, respelled }: NonNullable<BaselineHeader["proof"]>): string {
  const line = `-- PROVEN: replayed on ${versions(shadow)} and read back equal`;
  return respelled.length === 0
    ? line
    : `${line}; that server spells ${respelled.length} definitions otherwise, to the same effect`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

const title = (section: string): string => {
  const words = section.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const rootOf = ({ kind, path }: Obj): string =>
  printPath(kindNamed(kind).part === "many" ? [path[0], ...path.slice(1, -1)] : path);

/** A comment cannot be ended by a name: printed paths are one line. */
function label(object: Obj): string {
  const kind = kindNamed(object.kind);
  return kind.part === "none" ? `${kind.name} ${printPath(object.path)}` : rootOf(object);
}
