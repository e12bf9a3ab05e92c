// After the compiler: the SQL that the program reads at run time, and the command line in few files instead of 250, which
// start a third faster. They lie as deep as the library's do, so that what both look up beside them is found.
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";

/** What every command loads. The rest stays where npm puts it: little of it is loaded, or it comes with WebAssembly. */
const bundled = ["yargs", "pg", "pgpass"];

// yargs comes with two majors of string-width. The older one has no expression for all emoji, which takes 10 ms to make.
const fromHere = createRequire(import.meta.url);
const fromYargs = createRequire(fromHere.resolve("yargs"));
const stringWidth = createRequire(fromYargs.resolve("cliui")).resolve("string-width");

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist/bin", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["dist/cli.js"],
  outdir: "dist/bin",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["pg-native", ...Object.keys(dependencies).filter((name) => !bundled.includes(name))],
  // Some of it is CommonJS, which asks for Node's modules by a function that modules do not have.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  alias: { "string-width": stringWidth },
  define: { "Intl.Segmenter": "LateSegmenter" },
  inject: ["scripts/late-segmenter.js"],
  metafile: true,
  logLevel: "warning",
});
chmodSync("dist/bin/cli.js", 0o755);

// Who bundles a package hands its licence on.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
const licenceOf = (folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8").trim()}`;
};
writeFileSync(
  "dist/bin/LICENSES.txt",
  `${[...packages]
    .sort()
    .map(licenceOf)
    .join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
);

for (const folder of ["dist/source/shadow/timescale", "dist/bin"]) {
  cpSync("src/source/shadow/timescale", folder, {
    recursive: true,
    filter: (path) => !/\.[a-z]+$/.test(path) || path.endsWith(".sql"),
  });
}
