/** What callers ask of a statement's parse tree. Knows the grammar's nodes (gram.y, parsenodes.h), and no database. */
import type { Node } from "@pgsql/types";

/** Type of a node, as PostgreSQL names it: `CreateStmt`. */
export function tag(node: Node): string {
  return Object.keys(node)[0] ?? "";
}

/** All objects in a tree, wrapped nodes and bare structs alike, from the outside in. Trees may be very deep. */
function* structs(node: Node): Generator<Readonly<Record<string, unknown>>> {
  const waiting: unknown[] = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) yield Object.fromEntries(Object.entries(next));
    for (const below of Object.values(next).reverse()) waiting.push(below);
  }
}

/** Names of all roles that a statement refers to as such (RoleSpec), sorted; not PUBLIC, and not CURRENT_USER and the like. */
export function roleNames(node: Node): readonly string[] {
  const names = new Set<string>();
  for (const { roletype, rolename } of structs(node)) {
    if (roletype === "ROLESPEC_CSTRING" && typeof rolename === "string") names.add(rolename);
  }
  return [...names].sort();
}

/** Value of an option `(name value)`, read as defGetBoolean() does: on where it has no value; `absent` where it is not there. */
function option(options: readonly Node[] | undefined, name: string, absent: boolean): boolean {
  // Of options that are given twice PostgreSQL refuses most, and takes the last of the others.
  const found = options?.findLast((node) => "DefElem" in node && node.DefElem.defname === name);
  if (found === undefined || !("DefElem" in found)) return absent;
  const { arg } = found.DefElem;
  if (arg === undefined) return true;
  if ("Integer" in arg) return (arg.Integer.ival ?? 0) !== 0;
  if ("Boolean" in arg) return arg.Boolean.boolval ?? false;
  const words = "TypeName" in arg ? (arg.TypeName.names ?? []) : [arg];
  return !words.some((word) => "String" in word && /^(?:false|off)$/i.test(word.String.sval ?? ""));
}

const detachesConcurrently = (command: Node): boolean =>
  "AlterTableCmd" in command &&
  command.AlterTableCmd.subtype === "AT_DetachPartition" &&
  command.AlterTableCmd.def !== undefined &&
  "PartitionCmd" in command.AlterTableCmd.def &&
  command.AlterTableCmd.def.PartitionCmd.concurrent === true;

const always: ReadonlySet<string> = new Set([
  "AlterSystemStmt",
  "CreateTableSpaceStmt",
  "CreatedbStmt",
  "DropSubscriptionStmt",
  "DropTableSpaceStmt",
  "DropdbStmt",
]);

/**
 * Whether PostgreSQL refuses a statement inside a transaction block (PreventInTransactionBlock() in its source). False
 * where that depends on the database: CALL and DO may end a transaction, REINDEX and CLUSTER may name a partitioned
 * table. DROP SUBSCRIPTION is refused as long as it has a replication slot, so it counts.
 */
export function cannotRunInTransaction(node: Node): boolean {
  if (always.has(tag(node))) return true;
  if ("IndexStmt" in node)
    return node.IndexStmt.concurrent === true || (node.IndexStmt.options ?? []).some(isPerChunk);
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("VacuumStmt" in node) return node.VacuumStmt.is_vacuumcmd === true;
  if ("ClusterStmt" in node) return node.ClusterStmt.relation === undefined;
  if ("DiscardStmt" in node) return node.DiscardStmt.target === "DISCARD_ALL";
  if ("AlterTableStmt" in node) return (node.AlterTableStmt.cmds ?? []).some(detachesConcurrently);
  if ("ReindexStmt" in node) {
    const { kind, params } = node.ReindexStmt;
    return (
      (kind !== "REINDEX_OBJECT_INDEX" && kind !== "REINDEX_OBJECT_TABLE") ||
      option(params, "concurrently", false)
    );
  }
  if ("CreateSubscriptionStmt" in node) {
    const { options } = node.CreateSubscriptionStmt;
    return option(options, "create_slot", option(options, "connect", true));
  }
  if ("AlterSubscriptionStmt" in node) {
    const { kind, options } = node.AlterSubscriptionStmt;
    if (kind === "ALTER_SUBSCRIPTION_REFRESH") return true;
    return kind?.endsWith("_PUBLICATION") === true && option(options, "refresh", true);
  }
  if ("AlterDatabaseStmt" in node) {
    const { options } = node.AlterDatabaseStmt;
    return (options ?? []).some((each) => "DefElem" in each && each.DefElem.defname === "tablespace");
  }
  if ("TransactionStmt" in node) return node.TransactionStmt.kind?.endsWith("_PREPARED") === true;
  return false;
}

/** TimescaleDB's CREATE INDEX … WITH (timescaledb.transaction_per_chunk), which commits after each chunk. */
const isPerChunk = (option: Node): boolean =>
  "DefElem" in option && option.DefElem.defname === "transaction_per_chunk";

/** Whether a statement adds a value to an enum, which cannot be used before the transaction ends. */
export function addsEnumValue(node: Node): boolean {
  return "AlterEnumStmt" in node && node.AlterEnumStmt.oldVal === undefined;
}
