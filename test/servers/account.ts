/** The operating system user that test servers run as: PostgreSQL refuses to run as root. */
import { execFileSync } from "node:child_process";

/** As `child_process` options take it; empty where the current user will do. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const id = (flag: "-u" | "-g", user: string): number =>
  Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));

/** The current user, or in place of root `postgres`, else `nobody`. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: id("-u", "postgres"), gid: id("-g", "postgres") };
  } catch {
    return { uid: 65534, gid: 65534 };
  }
}
