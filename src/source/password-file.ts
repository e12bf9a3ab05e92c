/** Passwords as libpq keeps them for a user: ~/.pgpass, or the file that PGPASSFILE names. */
import { createRequire } from "node:module";

/** Whom a password lets in, and where. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

/** The password that the file has for it; undefined where it has none, or where others may read the file. */
export function passwordFor(login: Login): Promise<string | undefined> {
  const look = createRequire(import.meta.url)("pgpass") as (
    login: Login,
    found: (password: string | undefined) => void,
  ) => void;
  return new Promise((resolve) => {
    look(login, resolve);
  });
}
