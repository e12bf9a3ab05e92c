/** The map of the schema as SVG, laid out when it is rendered: tables that drifted stand out and link to their findings. */
import type { MapTable, SchemaMap } from "../schema-map.js";
import { counted } from "../summary.js";
import { box, layoutMap, textLength, type Placed } from "./layout.js";
import { hypertext, nothing, type Markup } from "./markup.js";

/** Tables of a map that can still be taken in; of a larger schema it shows what drifted, and what that touches. */
const most = 120;

/** Characters of a name. */
const shownName = 36;

export interface MapOptions {
  /** Anchor of a table's findings; undefined where it has none. */
  readonly anchorOf: (key: string) => string | undefined;
  readonly countOf: (key: string) => number;
}

export function mapSection(map: SchemaMap, options: MapOptions): Markup {
  const shown = map.tables.length > most ? excerpt(map) : map;
  if (shown.tables.length === 0) return nothing;
  const nodes = shown.tables.map((table) => ({
    ...table,
    shown: nameOf(table),
    badge: badgeOf(table, options),
  }));
  const { placed, lines, width, height } = layoutMap(nodes, shown.references);
  const drifted = shown.tables.filter(({ drift }) => drift !== undefined).length;
  const words = `tables: ${map.tables.length} · references: ${map.references.length}`;
  const part = shown === map ? "" : ` · shown: ${shown.tables.length}, what drifted and what it is tied to`;
  return hypertext`
<section class="map" aria-labelledby="map"><details open><summary><h2 id="map">Map</h2> <span class="sub">${words} · drifted: ${drifted}${part}</span></summary>
<div class="canvas" tabindex="0" role="group" aria-label="Map of the schema: ${words}">
<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" class="${width > 1400 ? "wide" : "fits"}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7.5 4 0 7.2z"/></marker></defs>
<g class="lines" aria-hidden="true">${lines.map((d) => hypertext`<path d="${d}" marker-end="url(#arrow)"/>`)}</g>
${placed.map((node) => table(node, options))}
</svg></div></details></section>`;
}

type Node = MapTable & { readonly shown: string; readonly badge: string };

const nameOf = ({ label }: MapTable): string => {
  const characters = Array.from(label);
  return characters.length > shownName ? `${characters.slice(0, shownName - 1).join("")}…` : label;
};

const badgeOf = ({ key, drift }: MapTable, { countOf }: MapOptions): string =>
  drift === undefined ? "" : String(countOf(key));

function table({ x, y, width, node }: Placed<Node>, { anchorOf, countOf }: MapOptions): Markup {
  const { drift, only } = node;
  const anchor = anchorOf(node.key);
  const [left, top] = [x - width / 2, y - box.height / 2];
  const state =
    drift === undefined ? "as expected" : `${counted(countOf(node.key), "finding")}, the worst ${drift}`;
  const title = `${node.label}: ${only === undefined ? "" : `only ${only}; `}${state}`;
  const inside = hypertext`<title>${title}</title><rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${box.height}" rx="5"/><text x="${(left + box.padding).toFixed(1)}" y="${(y + 4).toFixed(1)}" textLength="${textLength(node.shown).toFixed(1)}" lengthAdjust="spacingAndGlyphs">${node.shown}</text>${
    node.badge === ""
      ? nothing
      : hypertext`<text class="badge" aria-hidden="true" x="${(left + width - box.padding).toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="end">${node.badge}</text>`
  }`;
  const classes = `table ${drift ?? "calm"}${only === undefined ? "" : ` only-${only}`}`;
  return anchor === undefined
    ? hypertext`<g class="${classes}">${inside}</g>`
    : hypertext`<a class="${classes}" href="#${anchor}">${inside}</a>`;
}

/** Tables that drifted, and their neighbours, up to what can be taken in. */
function excerpt({ tables, references }: SchemaMap): SchemaMap {
  const drifted = tables.filter(({ drift }) => drift !== undefined).slice(0, most);
  const keys = new Set(drifted.map(({ key }) => key));
  const near = new Set(
    references.flatMap(({ from, to }) => (keys.has(from) ? [to] : keys.has(to) ? [from] : [])),
  );
  for (const key of near) if (keys.size < most) keys.add(key);
  return {
    tables: tables.filter(({ key }) => keys.has(key)),
    references: references.filter(({ from, to }) => keys.has(from) && keys.has(to)),
  };
}
