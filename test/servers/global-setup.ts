/**
 * vitest's globalSetup: owns the servers that all test files share, and the folder for all that they leave. Test files run
 * in processes of their own, so they ask for a server over HTTP; it is started at the first request.
 */
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startServer, type TestServer } from "./server.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where to ask for a server: `GET <servers>/16` answers with its port, or with the reason that there is none. */
    servers: string;
  }
}

const started = new Map<number, Promise<TestServer>>();
let desk: Server | undefined;
let scratch: string | undefined;

/** A server of a major, started once. */
function shared(major: number): Promise<TestServer> {
  const server = started.get(major) ?? startServer(major);
  started.set(major, server);
  return server;
}

/** Opens the desk at which test files ask for servers. */
export async function setup(project: TestProject): Promise<void> {
  // A short name, for paths of sockets are short; what runs as another user goes through it.
  scratch = await mkdtemp(join(tmpdir(), "dl-"));
  await chmod(scratch, 0o711);
  process.env["TMPDIR"] = scratch;
  // A run replays everything itself, and leaves nothing in the user's cache.
  process.env["DRIFTLINE_CACHE_DIR"] = join(scratch, "cache");
  desk = createServer((request, response) => {
    shared(Number(request.url?.slice(1))).then(
      (server) => response.end(String(server.port)),
      (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : String(error)),
    );
  });
  desk.listen(0, "127.0.0.1");
  await once(desk, "listening");
  const address = desk.address();
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  project.provide("servers", `http://127.0.0.1:${String(address.port)}`);
}

/** Stops all servers that were started, and removes what was left. */
export async function teardown(): Promise<void> {
  desk?.close();
  desk?.closeAllConnections();
  const servers = [...started.values()];
  started.clear();
  // One that did not start has nothing to stop, and its test has said why.
  await Promise.allSettled(servers.map(async (server) => (await server).stop()));
  if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
}
