/** Passwords as libpq keeps them for a user: ~/.pgpass, or the file that PGPASSFILE names. */
/** Whom a password lets in, and where. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

/** The password that the file has for it; undefined where it has none, or where others may read the file. */
export async function passwordFor(login: Login): Promise<string | undefined> {
  const { default: look } = await import("pgpass");
  return new Promise((resolve) => {
    look(login, resolve);
  });
}
