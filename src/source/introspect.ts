/** Reads a live database: again, where its schema changes meanwhile, and without what the role may not read. */
import type { Gap } from "../model/model.js";
import type { Connection } from "./connection.js";
import { readModel, type Reading, type ReadOptions } from "./read-model.js";
import { asPart, Refused, refusal, type Part } from "./refused.js";
import { inSession } from "./session.js";
import { hasMoved, mayHaveMoved } from "./stillness.js";

/** How often a schema that changes while it is read is read again. */
const attempts = 4;

/**
 * Reads a database. Where its schema changes meanwhile, so that the parts of an object may be of two moments, it is
 * read again; where it never stands still, the model says so.
 * @throws Failure naming what could not be read
 */
export async function introspect(connection: Connection, options: ReadOptions = {}): Promise<Reading> {
  const refused: Gap[] = [];
  const without = new Set<Part>();
  for (let [attempt, count] = [1, 1]; ; attempt += 1, count += 1) {
    try {
      const { reading, moved } = await attemptReading(connection, { ...options, without, reading: count });
      if (!moved) return withGaps(reading, refused);
      if (attempt === attempts) return withGaps(reading, [...refused, stillMoving]);
    } catch (error) {
      if (error instanceof Refused) {
        // The transaction is gone with the refusal: read again, without that part.
        without.add(error.part);
        refused.push(...refusal(error));
        attempt -= 1;
      } else if (attempt === attempts || !mayHaveMoved(error)) throw error;
    }
  }
}

const stillMoving: Gap = {
  reason: "unreadable",
  what: "definitions that changed while they were read",
  help: "Run it again when no migration runs.",
};

/** In an order of their own: which catalog is refused first is a matter of chance. */
const withGaps = ({ model, touched }: Reading, gaps: readonly Gap[]): Reading => ({
  model: { ...model, gaps: [...model.gaps, ...[...gaps].sort((a, b) => (a.what < b.what ? -1 : 1))] },
  touched,
});

async function attemptReading(
  connection: Connection,
  options: ReadOptions,
): Promise<{ readonly reading: Reading; readonly moved: boolean }> {
  const unasked = options.without?.has("stillness") === true;
  const attempt = async (): Promise<{ readonly reading: Reading; readonly moved: boolean }> => {
    const { reading, server, scope } = await readModel(connection, options);
    // The server looks while the model is put together.
    const looking = unasked ? false : asPart("stillness", hasMoved(connection, server, scope));
    const [moved, whole] = await Promise.all([looking, reading()]);
    return { reading: whole, moved };
  };
  return inSession(connection, attempt, options.statementTimeout);
}
