/** Extensions that a shadow does not have: what is passed over because of them, and told, in place of a failed replay. */
import type { Gap } from "../../model/model.js";
import { identifier } from "../../sql/quote.js";
import type { Statement } from "../../sql/statement.js";
import { targetsOf } from "../../sql/targets.js";

/** SQLSTATEs of CREATE EXTENSION without the extension's files, on newer and older servers. */
const unavailable: ReadonlySet<string> = new Set(["0A000", "58P01"]);

/** SQLSTATE of a version that there are no files of. */
const noSuchVersion = "22023";

/** SQLSTATEs of what is not there: an object, function, table, schema, column. */
const undefinedStates: ReadonlySet<string> = new Set(["42704", "42883", "42P01", "3F000", "42703"]);

export class Lacking {
  readonly #gaps: Gap[] = [];
  readonly #extensions: string[] = [];

  /** @param wayOut what the user can do about it */
  constructor(readonly wayOut: string) {}

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /**
   * What to do about a statement that failed: run others in its place (none: it is passed over), or let it fail
   * (undefined). Whatever is passed over is a gap.
   */
  instead(statement: Statement, code: string | undefined, message: string): readonly string[] | undefined {
    if (code === undefined) return undefined;
    const { tree } = statement;
    if ("CreateExtensionStmt" in tree && tree.CreateExtensionStmt.extname !== undefined) {
      const { extname } = tree.CreateExtensionStmt;
      if (code === noSuchVersion) {
        this.#tell(`the version of extension ${extname} that ${at(statement)} asks for`, message, []);
        return [withoutVersion(statement, extname)];
      }
      if (unavailable.has(code)) {
        this.#extensions.push(extname);
        this.#tell(`extension ${extname} (${at(statement)})`, undefined, [{ names: [extname] }]);
        return [];
      }
    }
    if ("AlterExtensionStmt" in tree && code === noSuchVersion) {
      this.#tell(
        `the version of extension ${tree.AlterExtensionStmt.extname ?? ""} that ${at(statement)} asks for`,
        message,
        [],
      );
      return [];
    }
    if (this.#extensions.length === 0 || !undefinedStates.has(code)) return undefined;
    this.#gaps.push({
      reason: "skipped",
      what: `${at(statement)} ${beginning(statement.text)}`,
      help: `The shadow lacks ${this.#extensions.join(", ")}: ${message}`,
      hides: targetsOf(tree),
    });
    return [];
  }

  #tell(what: string, why: string | undefined, hides: NonNullable<Gap["hides"]>): void {
    const help = why === undefined ? this.wayOut : `${why}. ${this.wayOut}`;
    this.#gaps.push({ reason: "lacking", what, help, hides });
  }
}

const at = ({ file, line }: Statement): string => `${file}:${line}`;

const beginning = (text: string): string => {
  const line = text.slice(0, 400).replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

/** The statement that takes whichever version there is. */
function withoutVersion({ tree }: Statement, name: string): string {
  const options = "CreateExtensionStmt" in tree ? (tree.CreateExtensionStmt.options ?? []) : [];
  const schema = options.flatMap((option) =>
    "DefElem" in option &&
    option.DefElem.defname === "schema" &&
    option.DefElem.arg !== undefined &&
    "String" in option.DefElem.arg
      ? [` SCHEMA ${identifier(option.DefElem.arg.String.sval ?? "")}`]
      : [],
  );
  return `CREATE EXTENSION IF NOT EXISTS ${identifier(name)}${schema.join("")} CASCADE`;
}
