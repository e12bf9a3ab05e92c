/** Starts and stops a throw-away PostgreSQL server. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import pg from "pg";
import { serverAccount, type Account } from "./account.js";
import { findBinaries } from "./binaries.js";

/** An empty database of a test's own. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Ends connections that are still open to it. */
  readonly drop: () => Promise<void>;
}

/** A running server, as a test may use it. */
export interface SharedServer {
  readonly major: number;
  /** Connection string for a database by raw name. */
  readonly url: (database: string) => string;
  /** Makes an empty database: UTF8, C.UTF-8. */
  readonly createDatabase: () => Promise<TestDatabase>;
}

/** A server that its owner must stop; it also stops when the owner's process ends, in whatever way. */
export interface TestServer extends SharedServer {
  readonly port: number;
  /** How to reach it past the network. */
  readonly socket: { readonly host: string; readonly port: number };
  readonly stop: () => Promise<void>;
}

/**
 * Runs beside the server for as long as its standard input is open, which is until `stop` or the end of the process
 * that started it, even by SIGKILL. Arguments: directory of the programs, scratch directory, data directory, settings.
 */
const guard = `
trap '' PIPE HUP
bin=$1 dir=$2 data=$3
"$bin/initdb" --no-sync -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1 || exit 1
printf '%s\\n' "$4" >>"$data/postgresql.conf"
"$bin/pg_ctl" start -w -t 60 -D "$data" -l "$dir/log" >/dev/null 2>&1 || exit 1
echo ready
read -r _
"$bin/pg_ctl" stop -m immediate -D "$data" >/dev/null 2>&1
cd /
rm -rf "$dir" "$data"
`;

const settings = (port: number, directory: string): string =>
  [
    "listen_addresses = '127.0.0.1'",
    `port = ${String(port)}`,
    `unix_socket_directories = '${directory}'`,
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "max_locks_per_transaction = 256",
    "max_connections = 200",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
  ].join("\n");

/** Room that a data directory may need, in bytes. */
const room = 4 * 2 ** 30;

/** In memory where there is room: making a database there takes 20 ms, and 10 times that on a slow disk. */
function dataParent(): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > room ? "/dev/shm" : os.tmpdir();
  } catch {
    return os.tmpdir();
  }
}

/** A directory of the server's own. */
function ownDirectory(parent: string, major: number, { uid, gid }: Account): string {
  const directory = mkdtempSync(path.join(parent, `driftline-${String(major)}-`));
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  return directory;
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The server of `major` that listens on `port` of 127.0.0.1, whoever started it. */
export function serverAt(major: number, port: number): SharedServer & { readonly port: number } {
  const url = (database: string): string =>
    `postgres://postgres@127.0.0.1:${String(port)}/${encodeURIComponent(database)}`;
  const run = (sql: string): Promise<unknown> => withClient(url("postgres"), (client) => client.query(sql));
  return {
    major,
    port,
    url,
    async createDatabase() {
      const name = `test_${randomBytes(6).toString("hex")}`;
      // PostgreSQL 15 logs the copy page by page unless told to copy files.
      await run(`create database ${name} template template0 ${major < 15 ? "" : "strategy file_copy"}`);
      return {
        name,
        url: url(name),
        async drop() {
          await run(`drop database if exists ${name} with (force)`);
        },
      };
    },
  };
}

type Guard = ChildProcessByStdio<Writable, Readable, null>;

/** Resolves when the server takes connections; rejects with its log when it never will. */
async function ready(child: Guard, major: number, directory: string): Promise<void> {
  const exit = once(child, "exit");
  const started = await Promise.race([once(child.stdout, "data").then(() => true), exit.then(() => false)]);
  if (started) return;
  const log = path.join(directory, "log");
  const text = existsSync(log) ? readFileSync(log, "utf8").slice(-2000) : "";
  throw new Error(`PostgreSQL ${String(major)} does not start:\n${text}`);
}

/**
 * Starts a server of a major on a random free port of 127.0.0.1: trust authentication, user `postgres`, no fsync.
 * @throws Error if no programs of that major are to be had, or it does not start.
 */
export async function startServer(major: number): Promise<TestServer> {
  const account = serverAccount();
  const directory = ownDirectory(os.tmpdir(), major, account);
  const data = ownDirectory(dataParent(), major, account);
  try {
    const bin = findBinaries(major, directory, account);
    const port = await freePort();
    const child = spawn("/bin/sh", ["-c", guard, "guard", bin, directory, data, settings(port, directory)], {
      ...account,
      cwd: directory,
      // Its own process group, so that Ctrl-C reaches the tests first and the guard cleans up after them.
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", TZ: "UTC" },
    });
    await ready(child, major, directory);
    return {
      ...serverAt(major, port),
      socket: { host: directory, port },
      async stop() {
        if (child.exitCode !== null) return;
        const exit = once(child, "exit");
        child.stdin.end();
        await exit;
      },
    };
  } catch (error) {
    for (const made of [directory, data]) rmSync(made, { recursive: true, force: true });
    throw error;
  }
}
