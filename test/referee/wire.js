/** The worker of wasm.ts: passes pieces to a PostgreSQL server, and each whole answer back. Plain JavaScript, for Worker. */
import { connect } from "node:net";
import { parentPort } from "node:worker_threads";

const readyForQuery = "Z".charCodeAt(0);

/** One connection: what comes from `far` goes to the server; each whole answer goes back, and `signal` is raised. */
function serve({ hostname, port, far, signal }) {
  let answer = [];
  let head = Buffer.alloc(0);
  let letter = 0;
  let left = 0;

  function hand() {
    far.postMessage(new Uint8Array(Buffer.concat(answer)));
    answer = [];
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  }

  const socket = connect(port, hostname);
  socket.on("data", (chunk) => {
    answer.push(chunk);
    for (let at = 0; at < chunk.length;) {
      // A message is a letter, the length of what follows (4 bytes, itself included), and its content.
      if (left === 0) {
        const taken = chunk.subarray(at, at + 5 - head.length);
        head = Buffer.concat([head, taken]);
        at += taken.length;
        if (head.length < 5) return;
        letter = head[0];
        left = head.readInt32BE(1) - 4;
        head = Buffer.alloc(0);
      }
      const step = Math.min(left, chunk.length - at);
      left -= step;
      at += step;
    }
    if (left === 0 && letter === readyForQuery) hand();
  });
  // A server that hangs up or cannot be reached has said all it will say.
  socket.on("close", hand);
  socket.on("error", () => undefined);
  far.on("message", (piece) => socket.write(piece));
  far.on("close", () => socket.destroy());
}

parentPort.on("message", serve);
