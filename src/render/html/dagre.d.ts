/** What the map uses of dagre: its own types do not resolve in a project of ES modules. */
declare module "@dagrejs/dagre" {
  export interface Point {
    readonly x: number;
    readonly y: number;
  }

  /** A directed graph; `layout` writes places into the labels. */
  export class Graph {
    setGraph(label: {
      readonly rankdir: "LR" | "TB";
      readonly nodesep: number;
      readonly edgesep: number;
      readonly ranksep: number;
      readonly marginx: number;
      readonly marginy: number;
    }): this;
    graph(): { readonly width?: number; readonly height?: number };
    setNode(name: string, label: { readonly width: number; readonly height: number }): this;
    node(name: string): Point & { readonly width: number; readonly height: number };
    setEdge(from: string, to: string, label: object): this;
    edges(): readonly { readonly v: string; readonly w: string }[];
    edge(edge: { readonly v: string; readonly w: string }): { readonly points: readonly Point[] };
  }

  export function layout(graph: Graph): unknown;
}
