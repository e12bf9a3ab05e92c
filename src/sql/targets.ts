/** What a statement makes or changes, by name, as far as its parse tree says so. Knows the grammar's nodes, and no database. */
import type { Node } from "@pgsql/types";

/** An object, or a part of one, that a statement is about. */
export interface StatementTarget {
  /** Raw names from the outside in; without a schema where the statement gives none. */
  readonly names: readonly string[];
  /** The one part of it that the statement is about: a column, a constraint, an index. */
  readonly part?: string;
}

type Struct = Readonly<Record<string, unknown>>;

const isStruct = (value: unknown): value is Struct =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Fields of a statement's node that hold the relation it is about. */
const relationFields = ["relation", "view", "table", "rel", "sequence", "typevar"];

/** Fields that hold nodes with such fields of their own: CREATE FOREIGN TABLE, CREATE TABLE AS. */
const wrappers = ["base", "into"];

/** Fields that hold a qualified name, as a list of strings. */
const nameFields = ["funcname", "typeName", "domainname", "defnames", "opclassname", "opfamilyname"];

/** Fields that hold a plain name: of the object itself, and of a part of the relation. */
const ownFields = [
  "extname",
  "servername",
  "fdwname",
  "pubname",
  "subname",
  "plname",
  "amname",
  "schemaname",
];
const partFields = ["idxname", "trigname", "policy_name", "rulename"];

/** The targets of a statement; none where it is about no object that has a name (DO, SELECT). */
export function targetsOf(node: Node): readonly StatementTarget[] {
  const [statement] = Object.values(node).filter(isStruct);
  if (statement === undefined) return [];
  const structs = [statement, ...wrappers.map((field) => statement[field]).filter(isStruct)];
  const relation = structs
    .flatMap((struct) => relationFields.map((field) => rangeNames(struct[field])))
    .find((names) => names.length > 0);
  if (relation !== undefined) {
    const parts = [
      ...partFields.flatMap((field) => texts(statement[field])),
      ...commandParts(statement["cmds"]),
    ];
    return parts.length === 0 ? [{ names: relation }] : parts.map((part) => ({ names: relation, part }));
  }
  const listed = nameFields.map((field) => stringList(statement[field])).filter((names) => names.length > 0);
  // GRANT … ON objects
  const objects = Array.isArray(statement["objects"]) ? statement["objects"] : [];
  const granted = objects.map((object: unknown) => namesOf(object)).filter((names) => names.length > 0);
  if (granted.length > 0) return granted.map((names) => ({ names }));
  const own = ownFields.flatMap((field) => texts(statement[field])).map((name) => [name]);
  return [...listed, ...own].map((names) => ({ names }));
}

function rangeNames(value: unknown): readonly string[] {
  if (!isStruct(value)) return [];
  const range = isStruct(value["RangeVar"]) ? value["RangeVar"] : value;
  return typeof range["relname"] === "string" ? [...texts(range["schemaname"]), range["relname"]] : [];
}

/** Names of a relation, of a function, or a plain one. */
function namesOf(object: unknown): readonly string[] {
  const [inner] = isStruct(object) ? Object.values(object).filter(isStruct) : [];
  if (inner === undefined) return [];
  return [...rangeNames(inner), ...texts(inner["sval"]), ...stringList(inner["objname"])];
}

/** Columns and constraints that the commands of an ALTER TABLE name; nothing where one of them names none. */
function commandParts(commands: unknown): readonly string[] {
  if (!Array.isArray(commands)) return [];
  const parts = commands.map((command: unknown) => {
    const inner = isStruct(command) && isStruct(command["AlterTableCmd"]) ? command["AlterTableCmd"] : {};
    const definition = isStruct(inner["def"]) ? Object.values(inner["def"]).find(isStruct) : undefined;
    return [...texts(inner["name"]), ...texts(definition?.["colname"]), ...texts(definition?.["conname"])];
  });
  return parts.some((names) => names.length === 0) ? [] : parts.flat();
}

const texts = (value: unknown): readonly string[] =>
  typeof value === "string" && value !== "" ? [value] : [];

const stringList = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap((item: unknown) =>
        isStruct(item) && isStruct(item["String"]) ? texts(item["String"]["sval"]) : [],
      )
    : [];
