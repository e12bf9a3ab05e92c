/** The configuration that `driftline init` writes. */

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
