/** Reads a live database: again, where its schema changes meanwhile, and without what the role may not read. */
import { kinds as allKinds } from "../kinds/kinds.js";
import type { Gap } from "../model/model.js";
import type { Connection } from "./connection.js";
import { readModel, Refused, type Reading, type ReadOptions } from "./read-model.js";
import { inSession } from "./session.js";
import { catalogSum, logPosition, mayHaveMoved } from "./stillness.js";

/** How often a schema that changes while it is read is read again. */
const attempts = 4;

/**
 * Reads a database. Where its schema changes meanwhile, so that the parts of an object may be of two moments, it is
 * read again; where it never stands still, the model says so.
 * @throws Failure naming what could not be read
 */
export async function introspect(connection: Connection, options: ReadOptions = {}): Promise<Reading> {
  const refused: Gap[] = [];
  let kinds = options.kinds ?? allKinds;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { reading, moved } = await attemptReading(connection, { ...options, kinds });
      if (!moved) return withGaps(reading, refused);
      if (attempt === attempts) return withGaps(reading, [...refused, stillMoving]);
    } catch (error) {
      if (error instanceof Refused) {
        // The transaction is gone with the refusal: read again, without that kind.
        kinds = kinds.filter((kind) => kind !== error.kind);
        refused.push(refusal(error));
        attempt -= 1;
      } else if (attempt === attempts || !mayHaveMoved(error)) throw error;
    }
  }
}

/** What is lost with a kind. */
function refusal({ kind, message }: Refused): Gap {
  const [, what] = /permission denied for (?:table|view|relation|function|schema) (\S+)/.exec(message) ?? [];
  const help =
    what === undefined ? message : `${message}; GRANT SELECT ON ${what} TO the role, or read as one that may`;
  return { reason: "unreadable", what: kind.section.replaceAll("_", " "), help };
}

const stillMoving: Gap = {
  reason: "unreadable",
  what: "definitions that changed while they were read",
  help: "Run it again when no migration runs.",
};

const withGaps = ({ model, touched }: Reading, gaps: readonly Gap[]): Reading => ({
  model: { ...model, gaps: [...model.gaps, ...gaps] },
  touched,
});

async function attemptReading(
  connection: Connection,
  options: ReadOptions,
): Promise<{ readonly reading: Reading; readonly moved: boolean }> {
  const { statementTimeout } = options;
  const first = await inSession(
    connection,
    async () => {
      const position = await logPosition(connection);
      const { reading, scope } = await readModel(connection, options);
      const still = (await logPosition(connection)) === position;
      return { reading, scope, sum: still ? undefined : await catalogSum(connection, scope) };
    },
    statementTimeout,
  );
  const { reading, scope, sum } = first;
  if (sum === undefined) return { reading, moved: false };
  const now = await inSession(connection, () => catalogSum(connection, scope), statementTimeout);
  return { reading, moved: now !== sum };
}
