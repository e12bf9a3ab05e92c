// Copies what the compiler leaves behind: the SQL that the program reads at run time.
import { cpSync, chmodSync } from "node:fs";

cpSync("src/source/shadow/timescale", "dist/source/shadow/timescale", {
  recursive: true,
  filter: (path) => !/\.[a-z]+$/.test(path) || path.endsWith(".sql"),
});
chmodSync("dist/cli.js", 0o755);
