/** The one list of formats. */
import { renderGithub } from "./github.js";
import { renderGitlab } from "./gitlab.js";
import type { HtmlOptions } from "./html.js";
import { renderJson } from "./json.js";
import { renderJunit } from "./junit.js";
import { renderMarkdown } from "./markdown.js";
import type { Report } from "./report.js";
import type { SarifOptions } from "./sarif.js";
import { renderText, type TextOptions } from "./text.js";

export const formats = ["text", "json", "markdown", "html", "sarif", "junit", "gitlab", "github"] as const;
export type Format = (typeof formats)[number];

/** The file that holds a format in a folder of reports. */
export const formatFiles: readonly (readonly [Format, string])[] = [
  ["text", "report.txt"],
  ["json", "report.json"],
  ["markdown", "report.md"],
  ["html", "report.html"],
  ["sarif", "report.sarif"],
  ["junit", "report.junit.xml"],
  ["gitlab", "report.gitlab.json"],
  ["github", "report.github.txt"],
];

/** `color` concerns text; `at`, `map` and `history` concern HTML; `version` concerns SARIF. */
export type RenderOptions = TextOptions & HtmlOptions & SarifOptions;

type Renderer = (report: Report, options: RenderOptions) => string;

/** HTML brings a layout of graphs along, and SARIF the program's version: loaded only when they are wanted. */
const renderers: Readonly<Record<Format, () => Renderer | Promise<Renderer>>> = {
  text: () => renderText,
  json: () => renderJson,
  markdown: () => renderMarkdown,
  html: async () => (await import("./html.js")).renderHtml,
  sarif: async () => (await import("./sarif.js")).renderSarif,
  junit: () => renderJunit,
  gitlab: () => renderGitlab,
  github: () => renderGithub,
};

/** A comparison as a document of that format. */
export async function render(
  report: Report,
  format: Format = "text",
  options: RenderOptions = {},
): Promise<string> {
  const renderer = await renderers[format]();
  return renderer(report, options);
}
