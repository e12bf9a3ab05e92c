/**
 * pg_dump compiled to WASM (npm's pglite-tools), let loose on a real server: it reads and writes PostgreSQL's wire
 * protocol by two synchronous calls, which are handed to a socket in a worker thread. For majors that no installed
 * pg_dump can read. It logs in as `postgres`, without a password.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

/** What pglite-tools uses of the PGlite that it takes its server to be. */
interface Wire {
  query(sql: string): Promise<{ rows: { search_path: string }[] }>;
  exec(sql: string): Promise<unknown>;
  execProtocolRawStream(message: Uint8Array, options: { onRawData: (data: Uint8Array) => void }): unknown;
}

interface Tools {
  pgDump(options: { pg: Wire; args?: string[] }): Promise<Blob>;
}

/** Major of the pg_dump in pglite-tools; it reads servers up to that. */
export const wasmMajor = 18;

/** Messages after which the server is to answer: Query and Sync (PostgreSQL's manual, "Message Formats"). */
const asking = new Set(["Q", "S"].map((letter) => letter.charCodeAt(0)));

/** Tells for each piece that a client writes whether the server answers now. */
function conversation(): (piece: Uint8Array) => boolean {
  let rest = Buffer.alloc(0);
  // The first message has no letter.
  let letter = 0;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    let asked = false;
    while (rest.length >= letter + 4 && rest.length >= letter + rest.readInt32BE(letter)) {
      asked = letter === 0 || asking.has(rest.readUInt8(0));
      rest = rest.subarray(letter + rest.readInt32BE(letter));
      letter = 1;
    }
    return asked && rest.length === 0;
  };
}

/** One for all dumps of this process, which it does not keep from ending. */
let worker: Worker | undefined;

function startWorker(): Worker {
  const started = new Worker(new URL("./wire.js", import.meta.url), { execArgv: [] });
  started.unref();
  return started;
}

/** What WASM's pg_dump prints for `-s` and `flags`. Rejects with its standard error. */
export async function runWasmPgDump(url: string, flags: readonly string[]): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const { port1: near, port2: far } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  worker ??= startWorker();
  worker.postMessage({ hostname, port: Number(port), far, signal }, [far]);
  const answersNow = conversation();
  const pg: Wire = {
    query: () => Promise.resolve({ rows: [{ search_path: "" }] }),
    exec: () => Promise.resolve(),
    execProtocolRawStream(message, { onRawData }) {
      // A copy: the memory of WASM cannot be handed on.
      const piece = Uint8Array.from(message);
      Atomics.store(signal, 0, 0);
      near.postMessage(piece);
      if (!answersNow(piece)) return;
      // The worker raises the signal, then wakes who waits: one that saw it raised may be waiting again by then.
      while (Atomics.load(signal, 0) === 0 && Atomics.wait(signal, 0, 0, 60_000) !== "timed-out");
      const answer: { readonly message: unknown } | undefined = receiveMessageOnPort(near);
      if (answer?.message instanceof Uint8Array) onRawData(answer.message);
    },
  };
  try {
    const tools: Tools = await import("@electric-sql/pglite-tools/pg_dump");
    const dump = await tools.pgDump({
      pg,
      args: ["-s", ...flags, "-d", decodeURIComponent(pathname.slice(1))],
    });
    return await dump.text();
  } finally {
    near.close();
  }
}
