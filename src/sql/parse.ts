/** What others ask of a parse tree. */
import type { Node } from "@pgsql/types";

/** Name of the statement's node: `CreateStmt`. */
export const tag = (tree: Node): string => Object.keys(tree)[0] ?? "";

/** Roles that a statement names, wherever they stand in it. */
export function roleNames(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(roleNames);
  if (typeof tree !== "object" || tree === null) return [];
  const own = "roletype" in tree && tree.roletype === "ROLESPEC_CSTRING" && "rolename" in tree ? [String(tree.rolename)] : [];
  return [...new Set([...own, ...Object.values(tree).flatMap(roleNames)])];
}

/** Statements that PostgreSQL refuses within a transaction block. */
export function cannotRunInTransaction(tree: Node): boolean {
  if ("IndexStmt" in tree) return tree.IndexStmt.concurrent === true;
  if ("DropStmt" in tree) return tree.DropStmt.concurrent === true;
  if ("VacuumStmt" in tree) return tree.VacuumStmt.is_vacuumcmd === true;
  return ["CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterSystemStmt"].includes(tag(tree));
}

/** ALTER TYPE … ADD VALUE */
export const addsEnumValue = (tree: Node): boolean => "AlterEnumStmt" in tree && tree.AlterEnumStmt.oldVal === undefined;
