/** driftline's own version, as its package says it. */
import { createRequire } from "node:module";

export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)("../../package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
}
