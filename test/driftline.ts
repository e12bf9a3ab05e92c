/** Runs driftline as a user does, in folders and databases of its own. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { server } from "./servers/servers.js";

export const cli = join(import.meta.dirname, "../dist/bin/cli.js");

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs driftline in a folder of its own, with a clean environment. */
export function driftline(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const { PATH, HOME, TMPDIR, DRIFTLINE_CACHE_DIR } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      {
        cwd: options.cwd ?? folder(),
        env: { PATH, HOME, TMPDIR, DRIFTLINE_CACHE_DIR, ...options.env },
        maxBuffer: 2 ** 26,
      },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
          stdout,
          stderr,
        });
      },
    );
  });
}

export const folder = (): string => mkdtempSync(join(tmpdir(), "driftline-test-"));

/** A folder with files, and with a folder for migrations. */
export function project(files: Readonly<Record<string, string>>): string {
  const root = folder();
  mkdirSync(join(root, "migrations"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** A live database with a schema. */
export async function live(sql: string, major = 16): Promise<string> {
  const { url } = await (await server(major)).createDatabase();
  await query(url, sql);
  return url;
}

export async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
