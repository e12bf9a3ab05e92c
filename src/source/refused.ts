/** A catalog that the role may not read: what is lost with it, and the GRANT that would help. */
import type { Kind } from "../kinds/kind.js";
import type { Gap } from "../model/model.js";

/** What reads catalogs: a kind, or one of the queries about all of them. */
export type Part = Kind | "presence" | "twins" | "dependencies" | "kindless" | "stillness";

export class Refused extends Error {
  constructor(
    readonly part: Part,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** SQLSTATE insufficient_privilege. */
const insufficientPrivilege = "42501";

/** @throws Refused in place of the server's refusal */
export async function asPart<T>(part: Part, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Error && Reflect.get(cause, "code") === insufficientPrivilege)
      throw new Refused(part, cause);
    throw cause;
  }
}

/** What is lost with a part. Nothing, where it only says what need not be asked or done twice. */
export function refusal({ part, message }: Refused): Gap[] {
  if (part === "presence" || part === "twins") return [];
  const [, what] = /permission denied for (?:table|view|relation|function|schema) (\S+)/.exec(message) ?? [];
  const help =
    what === undefined ? message : `${message}; GRANT SELECT ON ${what} TO the role, or read as one that may`;
  return [{ reason: "unreadable", what: nameOf(part), help }];
}

/** Words for what the queries about all of them are for. */
const names = {
  dependencies: "the order in which objects need each other",
  kindless: "whether something exists that has no kind",
  stillness: "whether the schema changed while it was read",
};

const nameOf = (part: Exclude<Part, "presence" | "twins">): string =>
  typeof part === "string" ? names[part] : part.section.replaceAll("_", " ");
