/**
 * Statements about databases as such. A migration knows the one that it runs in by the name that it has in production; the
 * shadow has another name, and whatever other databases are beside it are none of a replay's business.
 */
import type { Node } from "@pgsql/types";
import { identifier } from "../../sql/quote.js";
import { Tokens } from "../../sql/tokens.js";
import type { Routable } from "./timescale/emulation.js";

/**
 * The statement with the shadow's own database in place of the one that it names; null where it makes, drops or renames
 * one, which no replay does; as it is, where it names none.
 */
export async function onOwnDatabase<S extends Routable>(statement: S, database: string): Promise<S | null> {
  const { text, tree } = statement;
  if (makesOrDropsOne(tree)) return null;
  const before = wordBefore(tree);
  if (before === undefined) return statement;
  const tokens = await Tokens.of(text);
  const at = tokens.texts.findIndex(
    (_, index) => tokens.word(index) === before && tokens.word(index + 1) === "database",
  );
  if (at < 0) return statement;
  // GRANT may name several.
  let end = at + 3;
  while (tokens.word(end) === ",") end += 2;
  return { ...statement, text: tokens.replace({ from: at + 2, to: end }, identifier(database)) };
}

const makesOrDropsOne = (tree: Node): boolean =>
  "CreatedbStmt" in tree ||
  "DropdbStmt" in tree ||
  ("RenameStmt" in tree && tree.RenameStmt.renameType === "OBJECT_DATABASE");

/** The word that stands before DATABASE and a name. */
function wordBefore(tree: Node): string | undefined {
  if ("AlterDatabaseSetStmt" in tree || "AlterDatabaseStmt" in tree || "AlterDatabaseRefreshCollStmt" in tree)
    return "alter";
  if ("AlterOwnerStmt" in tree) return tree.AlterOwnerStmt.objectType === database ? "alter" : undefined;
  if ("AlterRoleSetStmt" in tree) return tree.AlterRoleSetStmt.database === undefined ? undefined : "in";
  return objectType(tree) === database ? "on" : undefined;
}

const database = "OBJECT_DATABASE";

/** Sort of what comes after ON. */
function objectType(tree: Node): string | undefined {
  if ("GrantStmt" in tree) return tree.GrantStmt.objtype;
  if ("CommentStmt" in tree) return tree.CommentStmt.objtype;
  return "SecLabelStmt" in tree ? tree.SecLabelStmt.objtype : undefined;
}

/** Whether it is a comment on a database: the place of the mark that a shadow on a server bears. */
export const commentsOnDatabase = ({ tree }: Routable): boolean =>
  "CommentStmt" in tree && objectType(tree) === database;
