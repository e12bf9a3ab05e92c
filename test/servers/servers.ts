/** What a test asks for a real PostgreSQL server: `const { url } = await (await server(16)).createDatabase()`. */
import { inject } from "vitest";
import type {} from "./global-setup.js";
import { serverAt, type SharedServer } from "./server.js";

export type { SharedServer, TestDatabase } from "./server.js";

/** The majors that driftline is tested on. */
export const majors = [14, 15, 16, 17, 18] as const;

const known = new Map<number, Promise<SharedServer>>();

async function ask(major: number): Promise<SharedServer> {
  const desk = inject("servers");
  if (!desk) throw new Error("vitest runs without globalSetup: test/servers/global-setup.ts");
  const response = await fetch(`${desk}/${String(major)}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return serverAt(major, Number(text));
}

/**
 * The server of a major that all test files share; the first to ask waits some seconds for its start.
 * @throws Error with a sentence that says why there is none.
 */
export function server(major: number): Promise<SharedServer> {
  const asked = known.get(major) ?? ask(major);
  known.set(major, asked);
  return asked;
}
