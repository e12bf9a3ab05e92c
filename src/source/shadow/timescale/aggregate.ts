/** The statements on continuous aggregates. */
import type { CreateTableAsStmt, DropStmt, Node, RangeVar, SelectStmt } from "@pgsql/types";
import { identifier, literal } from "../../../sql/quote.js";
import type { IsAggregate } from "./lookup.js";
import { elementsOf, isOff, isOurs, namesOf, optionsJson } from "./options.js";
import { rangeOf, relationLiteral } from "./relation.js";
import { Tokens } from "../../../sql/tokens.js";

const fail = (code: string, message: string, hint?: string): readonly string[] => [
  `SELECT _timescaledb_emulation.fail(${[code, message, ...(hint === undefined ? [] : [hint])].map(literal).join(", ")})`,
];

/** The statements to run for one that may concern a continuous aggregate, or null to run it as it is. */
export async function aggregateStatements(
  text: string,
  tree: Node,
  isAggregate: IsAggregate,
): Promise<readonly string[] | null> {
  if ("CreateTableAsStmt" in tree) return createAggregate(text, tree.CreateTableAsStmt);
  if ("ViewStmt" in tree) return ["SELECT _timescaledb_emulation.fail_view()"];
  if ("TruncateStmt" in tree) {
    // They are empty here.
    for (const node of tree.TruncateStmt.relations ?? []) {
      if (!("RangeVar" in node) || !(await isAggregate(node.RangeVar))) return null;
    }
    return [];
  }
  if ("DropStmt" in tree) {
    return dropAggregates(tree.DropStmt, isAggregate);
  }
  const relation = relationOf(tree);
  if (!(await isAggregate(relation))) return null;
  if ("RefreshMatViewStmt" in tree) {
    return [
      `SELECT _timescaledb_emulation.fail('0A000', 'operation not supported on continuous aggregate',
        'Use "refresh_continuous_aggregate" or set up a policy to refresh the continuous aggregate.',
        'A continuous aggregate does not support REFRESH MATERIALIZED VIEW.')`,
    ];
  }
  const view = `${relationLiteral(relation)}::regclass`;
  const byView = (): readonly string[] =>
    fail(
      "0A000",
      "cannot alter continuous aggregate using ALTER VIEW",
      "Use ALTER MATERIALIZED VIEW to alter a continuous aggregate.",
    );
  const alter = (action: string, clause: string): readonly string[] => [
    `SELECT _timescaledb_emulation.alter_aggregate(${view}, ${literal(action)}, ${literal(clause)})`,
  ];
  if ("RenameStmt" in tree) {
    const { renameType, subname = "", newname = "" } = tree.RenameStmt;
    if (renameType === "OBJECT_VIEW") return byView();
    return renameType === "OBJECT_COLUMN"
      ? alter("column", `rename column ${identifier(subname)} to ${identifier(newname)}`)
      : alter("name", `rename to ${identifier(newname)}`);
  }
  if ("AlterObjectSchemaStmt" in tree) {
    if (tree.AlterObjectSchemaStmt.objectType === "OBJECT_VIEW") return byView();
    return alter("schema", `set schema ${identifier(tree.AlterObjectSchemaStmt.newschema ?? "")}`);
  }
  if ("AlterTableStmt" in tree) {
    if (tree.AlterTableStmt.objtype === "OBJECT_VIEW") return byView();
    return alterAggregate(text, tree.AlterTableStmt.cmds ?? [], view, alter);
  }
  return null;
}

function relationOf(tree: Node): RangeVar | undefined {
  if ("RefreshMatViewStmt" in tree) return tree.RefreshMatViewStmt.relation;
  if ("RenameStmt" in tree) return tree.RenameStmt.relation;
  if ("AlterObjectSchemaStmt" in tree) return tree.AlterObjectSchemaStmt.relation;
  if ("AlterTableStmt" in tree) return tree.AlterTableStmt.relation;
  return undefined;
}

async function alterAggregate(
  text: string,
  commands: readonly Node[],
  view: string,
  alter: (action: string, clause: string) => readonly string[],
): Promise<readonly string[]> {
  const statements: string[] = [];
  for (const node of commands) {
    if (!("AlterTableCmd" in node)) continue;
    const { subtype, def, name = "" } = node.AlterTableCmd;
    if (subtype === "AT_ChangeOwner") {
      const tokens = await Tokens.of(text);
      const from = tokens.find("owner", 0);
      statements.push(...alter("owner", tokens.slice({ from, to: tokens.texts.length })));
      continue;
    }
    if (subtype === "AT_SetTableSpace") {
      statements.push(...alter("tablespace", name));
      continue;
    }
    if (subtype !== "AT_SetRelOptions") {
      return fail("0A000", "cannot alter only SET options of a continuous aggregate");
    }
    const elements = elementsOf(def !== undefined && "List" in def ? def.List.items : undefined);
    if (!elements.every(isOurs)) {
      return fail("0A000", "only timescaledb parameters allowed in WITH clause for continuous aggregate");
    }
    const options = literal(await optionsJson(elements));
    statements.push(`SELECT _timescaledb_emulation.set_view_options(${view}, ${options}::jsonb)`);
  }
  return statements;
}

async function dropAggregates(
  statement: DropStmt,
  isAggregate: IsAggregate,
): Promise<readonly string[] | null> {
  const { objects = [], behavior, missing_ok, removeType } = statement;
  const found: RangeVar[] = [];
  for (const relation of objects.map(rangeOf)) if (await isAggregate(relation)) found.push(relation);
  if (found.length === 0) return null;
  if (removeType === "OBJECT_VIEW") {
    return fail(
      "0A000",
      "cannot drop continuous aggregate using DROP VIEW",
      "Use DROP MATERIALIZED VIEW to drop a continuous aggregate.",
    );
  }
  if (found.length < objects.length && missing_ok !== true) {
    return fail(
      "0A000",
      "mixing continuous aggregates and other objects not allowed",
      "Drop continuous aggregates and other objects in separate statements.",
    );
  }
  const cascades = String(behavior === "DROP_CASCADE");
  return found.map(
    (relation) =>
      `SELECT _timescaledb_emulation.drop_aggregate(${relationLiteral(relation)}::regclass, ${cascades})`,
  );
}

async function createAggregate(
  text: string,
  statement: CreateTableAsStmt,
): Promise<readonly string[] | null> {
  const elements = elementsOf(statement.into?.options);
  if (statement.objtype !== "OBJECT_MATVIEW") return null;
  const options = literal(await optionsJson(elements));
  const continuous = elements.find(
    (element) => isOurs(element) && element.defname?.toLowerCase() === "continuous",
  );
  if (continuous === undefined || isOff(continuous)) return null;
  if (!elements.every(isOurs)) {
    return [
      `SELECT _timescaledb_emulation.fail('0A000', 'unsupported combination of storage parameters',
        'Use only parameters with the "timescaledb." prefix when creating a continuous aggregate.',
        'A continuous aggregate does not support standard storage parameters.')`,
    ];
  }
  const { schemaname, relname = "" } = statement.into?.rel ?? {};
  const columns = namesOf(statement.into?.colNames).map(literal).join(", ");
  const problem = queryProblem(statement.query);
  return [
    `SELECT _timescaledb_emulation.create_aggregate(${[
      schemaname === undefined ? "null" : literal(schemaname),
      literal(relname),
      `array[${columns}]::name[]`,
      literal(await queryText(text)),
      `${options}::jsonb`,
      String(statement.if_not_exists === true),
      problem === null ? "null" : `${literal(JSON.stringify(problem))}::jsonb`,
    ].join(", ")})`,
  ];
}

/** The query of CREATE MATERIALIZED VIEW … AS query [WITH [NO] DATA]. */
async function queryText(text: string): Promise<string> {
  const tokens = await Tokens.of(text);
  const from = tokens.find("as", 0) + 1;
  let to = tokens.texts.length;
  if (tokens.word(to - 1) === ";") to--;
  if (tokens.word(to - 1) === "data") to -= tokens.word(to - 2) === "no" ? 3 : 2;
  return tokens.slice({ from, to });
}

interface Problem {
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Why a query cannot define a continuous aggregate, as far as its tree shows. */
function queryProblem(node: Node | undefined): Problem | null {
  const query: SelectStmt | undefined =
    node !== undefined && "SelectStmt" in node ? node.SelectStmt : undefined;
  if (query === undefined) return null;
  const unsupported = (detail?: string, hint?: string): Problem => ({
    message: "invalid continuous aggregate query",
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
  });
  const text = JSON.stringify(query);
  if (query.fromClause === undefined && query.valuesLists === undefined)
    return unsupported(undefined, "FROM clause missing in the query");
  if (text.includes('"over":{')) {
    return unsupported(
      "Window function support not enabled.",
      "Enable experimental window function support by setting timescaledb.enable_cagg_window_functions.",
    );
  }
  if (query.distinctClause !== undefined) {
    return unsupported("DISTINCT / DISTINCT ON queries are not supported by continuous aggregates.");
  }
  if (query.limitCount !== undefined || query.limitOffset !== undefined) {
    return unsupported(
      "LIMIT and LIMIT OFFSET are not supported in queries defining continuous aggregates.",
      "Use LIMIT and LIMIT OFFSET in SELECTS from the continuous aggregate view instead.",
    );
  }
  if (query.withClause !== undefined || text.includes('"SubLink":')) {
    return unsupported("CTEs and subqueries are not supported by continuous aggregates.");
  }
  if (text.includes('"GroupingSet":')) {
    return unsupported(
      "GROUP BY GROUPING SETS, ROLLUP and CUBE are not supported by continuous aggregates",
      "Define multiple continuous aggregates with different grouping levels.",
    );
  }
  if (query.groupClause === undefined) {
    return unsupported(
      undefined,
      "Include at least one aggregate function and a GROUP BY clause with time bucket.",
    );
  }
  return fromProblem(text);
}

function fromProblem(text: string): Problem | null {
  const invalid = (detail: string): Problem => ({ message: "invalid continuous aggregate view", detail });
  if (/"jointype":"JOIN_(FULL|RIGHT)"/.test(text)) {
    return { message: "only INNER or LEFT joins are supported in continuous aggregates" };
  }
  if (text.includes('"RangeSubselect":') && !text.includes('"lateral":true')) {
    return invalid("Sub-queries are not supported in FROM clause.");
  }
  if (text.includes('"RangeTableSample":'))
    return invalid("TABLESAMPLE is not supported in continuous aggregate.");
  return null;
}
