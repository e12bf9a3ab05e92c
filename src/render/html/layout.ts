/** Where boxes and lines of a map stand. Connected tables are laid out as a graph, the others in rows below. */
import { Graph, layout, type Point } from "@dagrejs/dagre";
import type { MapReference } from "../schema-map.js";

export const box = { height: 28, padding: 10, gap: 12 } as const;

/** Width of a page that a map should fit. */
const page = 900;
const margin = 8;
/** Advance of a character of the map's monospaced font, at its size of 12. */
const advance = 7.22;

interface Boxed {
  readonly key: string;
  readonly shown: string;
  readonly badge: string;
}

/** A table with the centre and the width of its box. */
export interface Placed<T> extends Point {
  readonly node: T;
  readonly width: number;
}

export interface MapLayout<T> {
  readonly placed: readonly Placed<T>[];
  /** Paths, as SVG writes them, in the direction of the references. */
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

export function layoutMap<T extends Boxed>(
  nodes: readonly T[],
  references: readonly MapReference[],
): MapLayout<T> {
  const edges = references.filter(({ from, to }) => from !== to);
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const connected = nodes.filter(({ key }) => tied.has(key));
  const graph = connected.length === 0 ? nowhere : best(connected, edges);
  const width = Math.max(graph.width, page);
  const rest = inRows(
    nodes.filter(({ key }) => !tied.has(key)),
    width,
    graph.height,
  );
  const placed = [...graph.placed, ...rest.placed];
  const loops = references
    .filter(({ from, to }) => from === to)
    .flatMap(({ from }) => placed.filter(({ node }) => node.key === from).map(loop));
  const right = Math.max(...placed.map((item) => item.x + item.width / 2));
  return {
    placed,
    lines: [...graph.lines, ...loops],
    width: Math.ceil(right + margin + (loops.length > 0 ? box.gap : 0)),
    height: Math.ceil(rest.height),
  };
}

const nowhere = { placed: [], lines: [], width: 0, height: 0 } as const;

/** From left to right, or from top to bottom: what fits the page, else what is smaller. */
function best<T extends Boxed>(nodes: readonly T[], edges: readonly MapReference[]): MapLayout<T> {
  const [across, down] = [graphLayout(nodes, edges, "LR"), graphLayout(nodes, edges, "TB")];
  const cost = ({ width, height }: MapLayout<T>): number => height * Math.max(1, width / page) ** 2;
  return cost(across) <= cost(down) ? across : down;
}

function graphLayout<T extends Boxed>(
  nodes: readonly T[],
  edges: readonly MapReference[],
  rankdir: "LR" | "TB",
): MapLayout<T> {
  const graph = new Graph();
  graph.setGraph({ rankdir, nodesep: box.gap, ranksep: 56, edgesep: 8, marginx: margin, marginy: margin });
  for (const node of nodes) graph.setNode(node.key, { width: widthOf(node), height: box.height });
  for (const { from, to } of edges) graph.setEdge(from, to, {});
  layout(graph);
  const placed = nodes.map((node) => {
    const { x, y, width } = graph.node(node.key);
    return { node, x, y, width };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { placed, lines: graph.edges().map((edge) => curve(graph.edge(edge).points)), width, height };
}

/** Boxes one after another, and below each other where a row is full. */
function inRows<T extends Boxed>(
  nodes: readonly T[],
  width: number,
  top: number,
): { readonly placed: readonly Placed<T>[]; readonly height: number } {
  let [x, y] = [margin, top === 0 ? margin : top + box.gap];
  const placed = nodes.map((node) => {
    const own = widthOf(node);
    if (x > margin && x + own > width - margin) [x, y] = [margin, y + box.height + box.gap];
    x += own + box.gap;
    return { node, x: x - box.gap - own / 2, y: y + box.height / 2, width: own };
  });
  return { placed, height: nodes.length === 0 ? top : y + box.height + margin };
}

const widthOf = ({ shown, badge }: Boxed): number =>
  textLength(shown) + 2 * box.padding + (badge === "" ? 0 : textLength(badge) + box.padding);

/** Characters that a monospaced font makes twice as wide. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u;

/** Width of a text on the map. */
export const textLength = (text: string): number =>
  Array.from(text, (character) => (wide.test(character) ? 2 : 1)).reduce(
    (sum: number, cells) => sum + cells,
    0,
  ) * advance;

/** A line through points, rounded at those in between. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  const last = rest.at(-1);
  return `M${at(first)}${bends.join("")}${bends.length === 0 && last !== undefined ? `L${at(last)}` : ""}`;
}

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A table that refers to itself. */
function loop({ x, y, width }: Placed<unknown>): string {
  const right = x + width / 2;
  return `M${at({ x: right, y: y - 5 })}C${at({ x: right + 10, y: y - 12 })} ${at({ x: right + 10, y: y + 12 })} ${at({ x: right, y: y + 5 })}`;
}
