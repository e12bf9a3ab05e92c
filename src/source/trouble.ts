/** Says of a read that failed on a server's side what happened and what to do, in one sentence. */
import { Failure } from "../finding.js";
import { mayHaveMoved } from "./stillness.js";

const again = "run it again when no migration runs";

/** SQLSTATEs of a connection that is lost, of a shutdown, and of the two timeouts. */
const reasons: readonly (readonly [state: RegExp, reason: string, help: string])[] = [
  [/^(?:0800.|57P..)$/, "the server ended the connection", "run it again"],
  [/^55P03$/, "another session holds a lock on what was to be read", again],
  [/^57014$/, "it took the server too long", "run it again when the server has less to do"],
];

/**
 * A Failure in place of an error that comes from the server or from the way to it; any other error as it is.
 * @param label the server, without a password
 */
export function trouble(error: unknown, label: string): unknown {
  if (!(error instanceof Error)) return error;
  const causes = [...chain(error)];
  const codes = causes.map((cause): unknown => Reflect.get(cause, "code"));
  const lost = causes.some(({ message }) => /connection terminated|not queryable/i.test(message));
  const found = codes.some((code) => code === "ECONNRESET" || code === "EPIPE") || lost ? "08006" : undefined;
  for (const code of [found, ...codes]) {
    const [, reason, help] = reasons.find(([state]) => typeof code === "string" && state.test(code)) ?? [];
    if (reason !== undefined && help !== undefined) return failure(label, reason, help, error);
  }
  return mayHaveMoved(error)
    ? failure(label, "its schema changed each time that it was read", again, error)
    : error;
}

const failure = (label: string, reason: string, help: string, cause: Error): Failure =>
  new Failure(`could not read ${label}: ${reason} (${cause.message}); ${help}`, { cause });

function* chain(error: Error): Generator<Error> {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) yield cause;
}
