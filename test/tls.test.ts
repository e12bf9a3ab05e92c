/** sslmode, against a server with and without TLS, whose certificates this test makes. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../src/source/connection.js";
import { negotiate } from "../src/source/negotiate.js";
import { startServer, type TestServer } from "./servers/server.js";

const folder = mkdtempSync(join(tmpdir(), "driftline-tls-"));
const file = (name: string): string => join(folder, name);
let server: TestServer;

const openssl = (...args: readonly string[]): Buffer => execFileSync("openssl", args, { stdio: "pipe" });

/** An authority of its own: `<name>.crt`, `<name>.key`. */
function authority(name: string): void {
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    ...subject,
    "-keyout",
    file(`${name}.key`),
    "-out",
    file(`${name}.crt`),
  );
}

/** A certificate of the authority `ours` for what `san` names. */
function certificate(name: string, san: string): void {
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=server",
    "-addext",
    `subjectAltName=${san}`,
    "-keyout",
    file(`${name}.key`),
    "-out",
    file(`${name}.csr`),
  );
  openssl(
    "x509",
    "-req",
    "-in",
    file(`${name}.csr`),
    "-CA",
    file("ours.crt"),
    "-CAkey",
    file("ours.key"),
    "-CAcreateserial",
    "-days",
    "2",
    "-copy_extensions",
    "copy",
    "-out",
    file(`${name}.crt`),
  );
}

/** Asks over the server's socket, which no rule below shuts. */
async function onServer(sql: string): Promise<unknown> {
  const client = new pg.Client({ ...server.socket, user: "postgres", database: "postgres" });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return Object.values(rows[0] ?? {})[0];
}

/** Changes something that the server reads anew, and waits until it has. */
async function settle(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await onServer(statement);
  const loaded = "select pg_conf_load_time()::text";
  const before = await onServer(loaded);
  await onServer("select pg_reload_conf()");
  while ((await onServer(loaded)) === before) await sleep(20);
}

/** Writes a file into the directory of data, to be read by the server alone. */
const write = (name: string, text: string): string =>
  `copy (select '${Buffer.from(text).toString("base64")}') to program 'umask 077; base64 -d > ${name}'`;

const useCertificate = (name: string): Promise<void> =>
  settle(
    write("server.crt", readFileSync(file(`${name}.crt`), "utf8")),
    write("server.key", readFileSync(file(`${name}.key`), "utf8")),
    "alter system set ssl = on",
  );

const useRules = (rule: string): Promise<void> =>
  settle(write("pg_hba.conf", `local all all trust\n${rule}\n`));

/** Whether a connection with these settings is encrypted. */
async function encrypted(settings: string): Promise<unknown> {
  const connection = await connect(`${server.url("postgres")}${settings}`);
  const [row] = await connection.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  await connection.close();
  return row?.["ssl"];
}

/** A port of this machine that does with each connection what it is told, for as long as `use` takes. */
async function listening<T>(
  meet: (socket: net.Socket) => void,
  use: (port: number) => Promise<T>,
): Promise<{ readonly result: T; readonly connections: number }> {
  let connections = 0;
  const sockets: net.Socket[] = [];
  const listener = net.createServer((socket) => {
    connections += 1;
    sockets.push(socket.on("error", () => undefined));
    meet(socket);
  });
  await once(listener.listen(0, "127.0.0.1"), "listening");
  const address = listener.address();
  try {
    const result = await use(typeof address === "object" && address !== null ? address.port : 0);
    return { result, connections };
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

beforeAll(async () => {
  server = await startServer(16);
  authority("ours");
  authority("theirs");
  certificate("here", "IP:127.0.0.1");
  certificate("elsewhere", "DNS:db.example");
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe("a server without TLS", () => {
  test("is spoken to in plain text, unless that is not wanted", async () => {
    expect(await encrypted("")).toBe(false);
    expect(await encrypted("?sslmode=prefer")).toBe(false);
    await expect(encrypted("?sslmode=require")).rejects.toThrow(
      /could not connect to .*does not support SSL/,
    );
  });
});

test("a server without TLS is connected to once", async () => {
  const { port, pathname, username } = new URL(server.url("postgres"));
  const { result, connections } = await listening(
    (socket) => socket.pipe(net.connect(Number(port), "127.0.0.1").on("error", () => undefined)).pipe(socket),
    async (own) => {
      const connection = await connect(`postgres://${username}@127.0.0.1:${own}${pathname}`);
      const rows = await connection.query("select 1 as one");
      await connection.close();
      return rows;
    },
  );
  expect(result).toEqual([{ one: 1 }]);
  expect(connections).toBe(1);
});

test("a server's own socket is never asked for TLS", async () => {
  const { host, port } = server.socket;
  const connection = await connect(
    `postgres://postgres@${encodeURIComponent(host)}:${port}/postgres?sslmode=require`,
  );
  expect(await connection.query("select inet_server_addr() is null as local")).toEqual([{ local: true }]);
  await connection.close();
});

describe("what is no server of PostgreSQL, or one that has no room", () => {
  const failure = async (meet: (socket: net.Socket) => void, timeout = 15_000): Promise<unknown> => {
    const outcome = await listening(meet, (port) =>
      negotiate("127.0.0.1", port, { rejectUnauthorized: false }, timeout).catch((error: unknown) => error),
    );
    return outcome.result;
  };

  test("answers something else, or nothing, or goes away", async () => {
    expect(await failure((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))).toEqual(
      new Error("what answers is no PostgreSQL"),
    );
    expect(await failure((socket) => socket.write("Ecould not fork new process for connection\n\0"))).toEqual(
      new Error("the server takes no connections now: its log says why"),
    );
    expect(await failure((socket) => socket.destroy())).toEqual(
      new Error("Connection terminated unexpectedly"),
    );
    expect(await failure(() => undefined, 50)).toEqual(new Error("timeout expired"));
  });

  test("is one sentence, with the URL", async () => {
    const { result } = await listening(
      (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      (port) =>
        connect(`postgres://me:secret@127.0.0.1:${port}/app`).catch((error: unknown) => String(error)),
    );
    expect(result).toMatch(
      /could not connect to postgres:\/\/me:\*\*\*@127\.0\.0\.1:\d+\/app: what answers is no PostgreSQL$/,
    );
  });
});

describe("a server with TLS", () => {
  beforeAll(() => useCertificate("here"));

  test.each([
    ["", true],
    ["?sslmode=disable", false],
    ["?sslmode=allow", false],
    ["?sslmode=prefer", true],
    ["?sslmode=require", true],
    ["?application_name=x&sslmode=require", true],
  ])("%s", async (settings, expected) => {
    expect(await encrypted(settings)).toBe(expected);
  });

  test("is verified where that is wanted", async () => {
    const [ours, theirs] = ["ours", "theirs"].map((name) => encodeURIComponent(file(`${name}.crt`)));
    for (const mode of ["require", "verify-ca", "verify-full"]) {
      expect(await encrypted(`?sslmode=${mode}&sslrootcert=${ours ?? ""}`)).toBe(true);
      await expect(encrypted(`?sslmode=${mode}&sslrootcert=${theirs ?? ""}`)).rejects.toThrow(
        "could not connect",
      );
    }
    await expect(encrypted("?sslmode=verify-full")).rejects.toThrow("could not connect");
    await useCertificate("elsewhere");
    expect(await encrypted(`?sslmode=verify-ca&sslrootcert=${ours ?? ""}`)).toBe(true);
    await expect(encrypted(`?sslmode=verify-full&sslrootcert=${ours ?? ""}`)).rejects.toThrow(/127\.0\.0\.1/);
  });

  test("decides which way it takes connections", async () => {
    await useRules("hostssl all all 127.0.0.1/32 trust");
    expect(await encrypted("")).toBe(true);
    expect(await encrypted("?sslmode=allow")).toBe(true);
    await expect(encrypted("?sslmode=disable")).rejects.toThrow(/no encryption/);
    await useRules("hostnossl all all 127.0.0.1/32 trust");
    expect(await encrypted("")).toBe(false);
    await expect(encrypted("?sslmode=require")).rejects.toThrow("could not connect");
  });
});

test("settings that mean nothing are one sentence", async () => {
  await expect(encrypted("?sslmode=on")).rejects.toThrow("sslmode=on means nothing: it is one of disable,");
  await expect(encrypted("?sslmode=verify-ca")).rejects.toThrow("sslmode=verify-ca wants sslrootcert");
  await expect(encrypted("?sslrootcert=/nowhere.crt")).rejects.toThrow(
    "could not read sslrootcert /nowhere.crt",
  );
});
