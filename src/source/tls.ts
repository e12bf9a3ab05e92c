/** Whether and how a connection is encrypted: sslmode with the meaning that libpq gives it. Knows no connection. */
import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import { Failure } from "../finding.js";

/** One way to connect: encrypted so, or plain. */
export type Encryption = ConnectionOptions | false;

/** Settings in a URL, and the variables that stand for them where the URL has none. */
const variables = {
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
} as const;

type Setting = keyof typeof variables;

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;

/** A URL without the settings that `encryptions` reads from it. */
export const withoutTls = (url: string): string =>
  url
    .replace(/([?&])(?:sslmode|sslrootcert|sslcert|sslkey|uselibpqcompat)=[^&#]*/g, "$1")
    .replace(/&{2,}/g, "&")
    .replace("?&", "?")
    .replace(/[?&]+(?=#|$)/, "");

/**
 * The ways to try, in this order: with `prefer`, which is what holds where nothing is said, encrypted and then plain.
 * PostgreSQL's manual, 34.19 "SSL Support", table 34.1. Other than libpq, no file in ~/.postgresql is looked for, and
 * `verify-full` trusts the authorities that Node.js knows where no sslrootcert is given.
 * @param host that the server's certificate must be for, or the folder of a socket, where nothing is encrypted
 * @throws Failure where a setting means nothing, or a file cannot be read
 */
export function encryptions(
  url: string | undefined,
  host: string,
  environment: NodeJS.ProcessEnv = process.env,
): readonly Encryption[] {
  const setting = (name: Setting): string | undefined => {
    const given = new RegExp(`[?&]${name}=([^&#]*)`).exec(url ?? "")?.[1];
    const value = given === undefined ? environment[variables[name]] : decodeURIComponent(given);
    return value === "" ? undefined : value;
  };
  const file = (name: Setting): string | undefined => {
    const path = setting(name);
    // "system" is libpq's word for the authorities that come along.
    if (path === undefined || (name === "sslrootcert" && path === "system")) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch (cause) {
      throw new Failure(`could not read ${name} ${path}: check the path`, { cause });
    }
  };
  const given = setting("sslmode") ?? "prefer";
  const mode = modes.find((known) => known === given);
  if (mode === undefined)
    throw new Failure(`sslmode=${given} means nothing: it is one of ${modes.join(", ")}`);
  const [ca, cert, key] = [file("sslrootcert"), file("sslcert"), file("sslkey")];
  const own = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  const unverified: Encryption = { ...own, rejectUnauthorized: false };
  const ofAuthority: Encryption = { ...own, checkServerIdentity: () => undefined };
  if (mode === "disable" || host.startsWith("/")) return [false];
  switch (mode) {
    case "allow":
      return [false, unverified];
    case "prefer":
      return [unverified, false];
    case "require":
      return [ca === undefined ? unverified : ofAuthority];
    case "verify-ca":
      if (ca === undefined)
        throw new Failure("sslmode=verify-ca wants sslrootcert: the file of the authority to trust");
      return [ofAuthority];
    case "verify-full":
      return [
        { ...own, checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate) },
      ];
  }
}
