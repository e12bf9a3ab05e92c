/** Names of functions in a path: `name(types)`, the name quoted as SQL wants it. */

/** `"f(x"(integer)` → `"f(x"` */
export const nameOf = (signature: string): string => /^(?:"(?:[^"]|"")*"|[^"(]*)/.exec(signature)?.[0] ?? "";
