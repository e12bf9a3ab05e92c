/** Reads a snapshot back to the model that was written, and says where a file is none. Knows no kind. */
import { Failure } from "../finding.js";
import { byKey, keyOf, parsePath } from "./key.js";
import { indexLayouts } from "./layouts.js";
import type { Layouts } from "./layouts.js";
import type { Body, Gap, Layout, Model, Obj, Path, Plain, ServerVersions, Shape } from "./model.js";
import { entriesOf, failAt, itemsOf, readYaml, textOf } from "./yaml-place.js";
import type { Place } from "./yaml-place.js";
import { formatVersion } from "./yaml-write.js";

type Fields = Readonly<Record<string, Shape>>;

const upgrade = "correct its name, or upgrade driftline if a newer one wrote the file";
const reasons: readonly Gap["reason"][] = ["unmodelled", "unreadable", "skipped", "lacking"];

/** A key is unknown to the map that it stands in. */
const unknownKey = (place: Place, what: string): Failure =>
  failAt(
    { ...(place.above ?? place), node: place.node },
    `unknown ${what} ${JSON.stringify(place.key)}`,
    upgrade,
  );

/** A record with the given fields, in their order; or its headline alone. `others` are keys that the caller reads. */
function recordOf(place: Place, fields: Fields, headline?: string, others: readonly string[] = []): Body {
  if (headline !== undefined && place.node.type === "text") return { [headline]: textOf(place) };
  const entries = entriesOf(place);
  for (const [field, value] of entries) {
    if (!Object.hasOwn(fields, field) && !others.includes(field)) throw unknownKey(value, "field");
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, shape]) => {
      const value = entries.get(field);
      return value === undefined ? [] : [[field, valueOf(value, shape)] as const];
    }),
  );
}

function valueOf(place: Place, shape: Shape): Plain {
  switch (shape.type) {
    case "text":
      return textOf(place);
    case "flag": {
      const text = place.node.type === "text" ? textOf(place) : "";
      if (text !== "true" && text !== "false") throw failAt(place, "true or false is expected here");
      return text === "true";
    }
    case "number": {
      const text = place.node.type === "text" ? textOf(place) : "";
      if (!/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) {
        throw failAt(place, "a number is expected here");
      }
      return Number(text);
    }
    case "texts":
      return itemsOf(place).map(textOf);
    case "list":
      return itemsOf(place).map((item) => recordOf(item, shape.fields));
    case "named":
      return Array.from(entriesOf(place), ([name, value]) => ({
        name,
        ...recordOf(value, shape.fields, shape.headline),
      }));
  }
}

/** Reads an object and the parts below it into `objects`. */
function readObject(
  place: Place,
  layout: Layout,
  path: Path,
  layouts: Layouts,
  objects: Map<string, Obj>,
): void {
  const key = keyOf(layout.name, path);
  if (objects.has(key)) throw failAt(place, `${key} stands in this file twice`, "remove one of them");
  const parts = layout.holdsParts ? layouts.parts : [];
  const others = ["needs", "later", "stub", ...parts.map(({ section }) => section)];
  const body = recordOf(place, layout.shape, layout.headline, others);
  const entries = place.node.type === "text" ? new Map<string, Place>() : entriesOf(place);
  const [needs, later, stub] = ["needs", "later", "stub"].map((name) => entries.get(name));
  objects.set(key, {
    kind: layout.name,
    path,
    body,
    ...(needs === undefined ? {} : { needs: itemsOf(needs).map(textOf) }),
    ...(later === undefined ? {} : { later: itemsOf(later).map(textOf) }),
    ...(stub === undefined ? {} : { stub: textOf(stub) }),
  });
  for (const part of parts) {
    const below = entries.get(part.section);
    if (below === undefined) continue;
    if (part.part === "one") readObject(below, part, path, layouts, objects);
    else {
      for (const [name, value] of entriesOf(below))
        readObject(value, part, [...path, name], layouts, objects);
    }
  }
}

function serverOf(place: Place): ServerVersions {
  const { postgres, timescaledb } = recordOf(place, {
    postgres: { type: "text" },
    timescaledb: { type: "text" },
  });
  if (typeof postgres !== "string") throw failAt(place, "the version of PostgreSQL is missing");
  return typeof timescaledb === "string" ? { postgres, timescaledb } : { postgres };
}

function gapOf(place: Place): Gap {
  const entries = recordOf(place, {
    reason: { type: "text" },
    what: { type: "text" },
    help: { type: "text" },
  });
  const reason = reasons.find((known) => known === entries["reason"]);
  const { what, help } = entries;
  if (reason === undefined || typeof what !== "string") {
    throw failAt(place, `a gap has a reason (${reasons.join(", ")}) and says what it is`);
  }
  return typeof help === "string" ? { reason, what, help } : { reason, what };
}

function checkVersion(top: Place, version: Place | undefined): void {
  const text = version !== undefined && version.node.type === "text" ? textOf(version) : "";
  if (!/^\d+$/.test(text) || text === "0") {
    throw new Failure(
      `${top.file}: this is no snapshot, which has the key "driftline: ${formatVersion}"; name a file that ` +
        "`driftline snapshot` wrote",
    );
  }
  if (Number(text) > formatVersion) {
    throw new Failure(
      `${top.file}: written by a newer driftline (format ${text}, this one reads up to ${formatVersion}); upgrade driftline`,
    );
  }
}

/**
 * The model that a snapshot holds. `file` is what the user calls it, for the messages. Throws `Failure`, one sentence
 * with file, line and repair, where the text is no YAML, no snapshot, one of a newer driftline, or not in the form that
 * the layouts ask for.
 */
export function read(text: string, layouts: readonly Layout[], file: string): Model {
  const known = indexLayouts(layouts);
  const top = readYaml(text, file);
  const entries =
    top.node.type === "text" || top.node.type === "other" ? new Map<string, Place>() : entriesOf(top);
  checkVersion(top, entries.get("driftline"));
  const server = entries.get("server");
  if (server === undefined) throw failAt(top, "the server's versions are missing");

  const objects = new Map<string, Obj>();
  for (const [section, place] of entries) {
    if (section === "driftline" || section === "server" || section === "gaps") continue;
    const layout = known.bySection.get(section);
    if (layout === undefined) throw unknownKey(place, "section");
    for (const [name, value] of entriesOf(place)) {
      const path = parsePath(name);
      if (path === null) throw failAt(value, "this is no path, like public.orders");
      readObject(value, layout, path, known, objects);
    }
  }
  const gaps = entries.get("gaps");
  return {
    server: serverOf(server),
    objects: byKey(objects.values()),
    gaps: gaps === undefined ? [] : itemsOf(gaps).map(gapOf),
  };
}
