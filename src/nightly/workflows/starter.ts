/** The configuration that `driftline init` writes. */
import { stat } from "node:fs/promises";

/** Where migrations usually are. */
const usual = ["migrations", "db/migrations", "database/migrations", "sql/migrations", "db/migrate", "sql"];

/** The first folder of a usual name; undefined where there is none. */
export async function usualMigrations(): Promise<string | undefined> {
  for (const name of usual) {
    if ((await stat(name).catch(() => null))?.isDirectory() === true) return name;
  }
  return undefined;
}

/** @param migrations directory or file of migrations */
export const starter = (
  migrations: string,
): string => `# driftline: is the database the one that the migrations define?
targets:
  prod:
    # Set in the environment: a password has no place in a file.
    database: \${DATABASE_URL}
    snapshot: snapshots/prod.yaml
    migrations: ${JSON.stringify(migrations)}
    # Replays migrations in the process, with TimescaleDB emulated. A server with the real one: postgres://…
    shadow: embedded
default: prod
`;
