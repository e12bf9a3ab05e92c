/**
 * Asks a server for TLS and goes on in plain text on the same connection where it has none, as libpq does with
 * `sslmode=prefer`: the driver would have to open another one. PostgreSQL's manual, 55.2.10 "SSL Session Encryption".
 */
import { connect as connectSocket, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Encryption } from "./tls.js";

/** SSLRequest: its length, and a code in the place of a version of the protocol. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * A connection to hand to the driver, which takes it for one that it opens itself.
 * @param timeout milliseconds until it must stand
 * @throws Error as the driver does
 */
export async function negotiate(
  host: string,
  port: number,
  encryption: Encryption,
  timeout: number,
): Promise<Socket> {
  const plain = connectSocket({ host, port });
  const timer = setTimeout(() => plain.destroy(new Error("timeout expired")), timeout);
  try {
    await event(plain, "connect");
    plain.write(sslRequest);
    const answer = String(await event(plain, "data"));
    if (answer === "N") return asUnconnected(plain);
    if (answer.startsWith("E")) throw new Error("the server takes no connections now: its log says why");
    if (answer !== "S") throw new Error("what answers is no PostgreSQL");
    // A server is asked for its certificate by name, never by address (RFC 6066, 3).
    const name = isIP(host) === 0 ? { servername: host } : {};
    const secure = connectTls({ ...encryption, ...name, socket: plain });
    await event(secure, "secureConnect");
    return asUnconnected(secure);
  } catch (error) {
    plain.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The first event of a name, with its argument; an Error where the connection ends before. */
const event = (socket: Socket, name: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    socket.once(name, resolve).once("error", reject);
    socket.once("close", () => {
      reject(new Error("Connection terminated unexpectedly"));
    });
  });

/** The driver calls `connect`, and waits for the event of that name. */
const asUnconnected = (socket: Socket): Socket =>
  Object.assign(socket, {
    connect: () => {
      process.nextTick(() => socket.emit("connect"));
      return socket;
    },
  });
