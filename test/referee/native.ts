/** The newest pg_dump that is installed: the one of a system's PostgreSQL packages. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

export interface PgDump {
  readonly file: string;
  readonly major: number;
}

const versions = "/usr/lib/postgresql";

function major(file: string): number {
  try {
    const version = execFileSync(file, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number(/\) (\d+)/.exec(version)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The newest pg_dump on PATH or among Debian's versions; undefined where there is none. */
export function installedPgDump(): PgDump | undefined {
  const debian = existsSync(versions)
    ? readdirSync(versions).map((name) => path.join(versions, name, "bin"))
    : [];
  const found = [...debian, ...(process.env["PATH"] ?? "").split(path.delimiter)]
    .map((directory) => path.join(directory, "pg_dump"))
    .filter((file) => existsSync(file))
    .map((file) => ({ file, major: major(file) }));
  return found.reduce<PgDump | undefined>(
    (best, one) => (one.major > (best?.major ?? 0) ? one : best),
    undefined,
  );
}

/** What the program prints for `-s` and `flags`. Rejects with its standard error. */
export async function runPgDump(program: PgDump, url: string, flags: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program.file, ["-s", ...flags, "-d", url], {
    maxBuffer: 2 ** 30,
  });
  return stdout;
}
