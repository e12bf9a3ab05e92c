/** What the types of yargs do not know. */
import type {} from "yargs";

declare module "yargs" {
  interface Argv<T> {
    /** Its own texts have plural forms. */
    updateStrings(
      texts: Readonly<Record<string, string | { readonly one: string; readonly other: string }>>,
    ): Argv<T>;
  }
}
