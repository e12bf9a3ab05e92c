/** The far side of a network, for tests: a local HTTP server that keeps what it was asked and answers as told. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../src/forge/request.js";

export interface Asked {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it was sent. */
  readonly text: string;
  /** Parsed, where it was JSON. */
  readonly json: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Milliseconds before it answers. */
  readonly delay?: number;
  /** Cuts the connection in place of an answer. */
  readonly drop?: boolean;
}

export interface FarSide {
  readonly url: string;
  /** All requests so far. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export async function farSide(answer: (asked: Asked, count: number) => Reply): Promise<FarSide> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void read(request).then((given) => {
      const {
        status = 200,
        headers = {},
        json,
        text = "",
        delay = 0,
        drop = false,
      } = answer(given, asked.push(given));
      if (drop) {
        request.socket.destroy();
        return;
      }
      setTimeout(() => {
        const type = json === undefined ? "text/plain" : "application/json";
        response.writeHead(status, { "content-type": type, ...headers });
        response.end(json === undefined ? text : JSON.stringify(json));
      }, delay);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? "", "http://localhost");
  const isJson = request.headers["content-type"] === "application/json";
  return {
    method: request.method ?? "",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : undefined,
  };
}

/** A clock on which waiting takes no time, and what was waited for. Chance is always 1: the longest wait. */
export function quickClock(start = Date.parse("2026-01-16T03:00:00Z")): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = start;
  return {
    waits,
    now: () => now,
    sleep: (wait) => {
      waits.push(wait);
      now += wait;
      return Promise.resolve();
    },
    random: () => 1,
  };
}
