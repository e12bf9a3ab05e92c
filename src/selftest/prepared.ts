/** A connection that lets the server plan each query once: the same ones are asked after every change. */
import type { Connection } from "../source/connection.js";
import { literal } from "../sql/quote.js";

/** Queries by the names that the session has for them; parameters are texts, as everywhere. */
export function prepared(connection: Connection): Connection {
  const names = new Map<string, string>();
  return {
    ...connection,
    query: async (sql, parameters = []) => {
      let name = names.get(sql);
      if (name === undefined) {
        name = `driftline_${names.size}`;
        await connection.run(`prepare ${name} as ${sql}`);
        names.set(sql, name);
      }
      return connection.query(
        `execute ${name}${parameters.length === 0 ? "" : `(${parameters.map(literal).join(", ")})`}`,
      );
    },
  };
}
