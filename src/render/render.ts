/** The one list of formats. */
import type { Comparison } from "../diff/comparison.js";
import { renderJson } from "./json.js";
import { renderMarkdown } from "./markdown.js";
import { renderText, type TextOptions } from "./text.js";

export const formats = ["text", "json", "markdown"] as const;
export type Format = (typeof formats)[number];

const renderers: Readonly<Record<Format, (comparison: Comparison, options: TextOptions) => string>> = {
  text: renderText,
  json: renderJson,
  markdown: renderMarkdown,
};

/** A comparison as a document of that format; `color` concerns text alone. */
export const render = (comparison: Comparison, format: Format = "text", options: TextOptions = {}): string =>
  renderers[format](comparison, options);
