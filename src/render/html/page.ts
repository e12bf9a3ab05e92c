/** The document around the report: its policy, style and script. */
import { createHash } from "node:crypto";
import { hypertext, raw, type Markup } from "./markup.js";
import { script } from "./script.js";
import { style } from "./style.js";
import { findingStyle } from "./style-findings.js";

export interface Page {
  readonly title: string;
  /** Colours the icon of the tab. */
  readonly state: "drift" | "gaps" | "same";
  readonly body: Markup;
}

const icons: Readonly<Record<Page["state"], string>> = { drift: "#d1333d", gaps: "#b97a00", same: "#1a8a4a" };

const styles = `${style}${findingStyle}`;

/** Nothing may be loaded, and of what stands in the page only this style and this script count. */
const policy = [
  "default-src 'none'",
  "img-src data:",
  `style-src '${hash(styles)}'`,
  `script-src '${hash(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export const page = ({ title, state, body }: Page): string =>
  hypertext`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon(icons[state]))}">
<style>${raw(styles)}</style>
</head>
<body>
${body}
<footer>driftline</footer>
<script>${raw(script)}</script>
</body>
</html>
`.markup;

const icon = (color: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="${color}"/><path d="M2 6q3-3 6 0t6 0M2 11q3-3 6 0t6 0" fill="none" stroke="#fff" stroke-width="1.6"/></svg>`;

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
