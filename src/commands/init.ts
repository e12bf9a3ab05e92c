/** `driftline init`: a configuration to start from. */
import { stat } from "node:fs/promises";
import type { Argv } from "yargs";
import { configFile } from "../config.js";
import { Failure } from "../finding.js";
import { emit } from "./output.js";
import type { ExitCode } from "./options.js";

export interface InitArguments {
  readonly migrations: string | undefined;
}

export const command = "init";
export const describe = "A driftline.yaml to start from";

export const builder = (yargs: Argv): Argv<InitArguments> =>
  yargs.option("migrations", {
    type: "string",
    describe: "Directory of migrations (found by itself where it has a usual name)",
  });

/** Where migrations usually are. */
const usual = ["migrations", "db/migrations", "database/migrations", "sql/migrations", "db/migrate", "sql"];

export async function run({ migrations }: InitArguments): Promise<ExitCode> {
  if ((await stat(configFile).catch(() => null)) !== null) {
    throw new Failure(`${configFile} is there already: it was left as it is`);
  }
  const found = migrations ?? (await firstFolder(usual)) ?? "migrations";
  await emit(configuration(found), configFile);
  process.stdout.write(
    `wrote ${configFile}: migrations in ${found}, the database in DATABASE_URL\n\n  driftline check\n`,
  );
  return 0;
}

async function firstFolder(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    if ((await stat(name).catch(() => null))?.isDirectory() === true) return name;
  }
  return undefined;
}

const configuration = (
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
