/** Statements that stock PostgreSQL refuses and TimescaleDB takes: which statements to run instead of them. */
import type { AlterTableStmt, CreateStmt, IndexStmt, Node, RangeVar } from "@pgsql/types";
import { parse } from "libpg-query";
import { literal } from "../../../sql/quote.js";
import type { Statement } from "../../../sql/statement.js";
import { aggregateStatements } from "./aggregate.js";
import { blockText, type Replacement } from "./block.js";
import { condition, emulated, lookup, type Ask, type IsAggregate } from "./lookup.js";
import { elementsOf, isOurs, optionsJson, withoutOurs } from "./options.js";
import { rangeOf, relationLiteral } from "./relation.js";
import { Tokens } from "../../../sql/tokens.js";

export type { Ask } from "./lookup.js";

/** What is read of a statement. */
export type Routable = Pick<Statement, "text" | "tree">;

/**
 * The statements to run instead of `statement`, or null to run it as it is. Asks the catalogs only for the rare
 * statements that may concern a continuous aggregate or a hypertable; all others cost a look at the tree.
 */
export async function route(statement: Routable, ask: Ask): Promise<readonly string[] | null> {
  if (!concerns(statement.tree)) return null;
  if (!(await emulated(ask))) return null;
  // The locations in `statement.tree` may count from elsewhere.
  const tree = (await parse(statement.text)).stmts?.[0]?.stmt;
  return tree === undefined ? null : routeTree(statement.text, tree, lookup(ask));
}

/** Whether a statement may need another one: told from the tree alone, and false for nearly all. */
function concerns(tree: Node): boolean {
  if ("CreateStmt" in tree) return elementsOf(tree.CreateStmt.options).some(isOurs);
  if ("IndexStmt" in tree || "RefreshMatViewStmt" in tree || "TruncateStmt" in tree) return true;
  if ("ReindexStmt" in tree) return tree.ReindexStmt.relation !== undefined;
  if ("DoStmt" in tree) return /timescaledb|tsdb|materialized/i.test(JSON.stringify(tree));
  if ("CreateTableAsStmt" in tree) return elementsOf(tree.CreateTableAsStmt.into?.options).some(isOurs);
  if ("ViewStmt" in tree) return elementsOf(tree.ViewStmt.options).some(isOurs);
  if ("AlterTableStmt" in tree) {
    const { objtype } = tree.AlterTableStmt;
    return isView(objtype) || (objtype === "OBJECT_TABLE" && actionsOf(tree.AlterTableStmt).length > 0);
  }
  if ("RenameStmt" in tree) return isView(tree.RenameStmt.renameType) || isView(tree.RenameStmt.relationType);
  if ("AlterObjectSchemaStmt" in tree) return isView(tree.AlterObjectSchemaStmt.objectType);
  if ("DropStmt" in tree) {
    const { removeType, objects = [] } = tree.DropStmt;
    return isView(removeType) || (isStored(removeType) && objects.length > 1);
  }
  return false;
}

const isView = (type: string | undefined): boolean => type === "OBJECT_MATVIEW" || type === "OBJECT_VIEW";

const isStored = (type: string | undefined): boolean => type === "OBJECT_TABLE" || type === "OBJECT_INDEX";

async function routeTree(
  text: string,
  tree: Node,
  isAggregate: IsAggregate,
): Promise<readonly string[] | null> {
  if ("CreateStmt" in tree) return createTable(text, tree.CreateStmt);
  if ("IndexStmt" in tree) return createIndex(text, tree.IndexStmt, isAggregate);
  if ("AlterTableStmt" in tree && tree.AlterTableStmt.objtype === "OBJECT_TABLE") {
    return alterTable(text, tree.AlterTableStmt);
  }
  if ("DropStmt" in tree && isStored(tree.DropStmt.removeType)) {
    const names = (tree.DropStmt.objects ?? []).map((object) => relationLiteral(rangeOf(object)));
    return [`SELECT _timescaledb_emulation.check_drop(array[${names.join(", ")}])`, text];
  }
  if ("ReindexStmt" in tree) {
    const { relation, params } = tree.ReindexStmt;
    const concurrent = elementsOf(params).some(({ defname }) => defname === "concurrently");
    const name = `to_regclass(${relationLiteral(relation)})`;
    return [`SELECT _timescaledb_emulation.check_reindex(${name}, ${String(concurrent)})`, text];
  }
  if ("DoStmt" in tree) {
    const block = await blockText(text, tree.DoStmt, routeInner);
    return block === null ? null : [block];
  }
  return aggregateStatements(text, tree, isAggregate);
}

/** As `route`, for a statement inside a block: what must be asked is asked when the block runs. */
async function routeInner(text: string): Promise<Replacement | null> {
  const tree = (await parse(text)).stmts?.[0]?.stmt;
  if (tree === undefined || !concerns(tree)) return null;
  const asked: (RangeVar | undefined)[] = [];
  const statements = await routeTree(text, tree, (relation) => {
    asked.push(relation);
    return Promise.resolve(true);
  });
  if (statements === null) return null;
  return asked.length > 0 ? { statements, condition: condition(asked[0]) } : { statements };
}

async function createTable(text: string, statement: CreateStmt): Promise<readonly string[]> {
  const elements = elementsOf(statement.options);
  const table = withoutOurs(await Tokens.of(text), elements);
  const options = literal(await optionsJson(elements));
  const relation = relationLiteral(statement.relation);
  const guarded = statement.if_not_exists === true;
  const convert = `create_table_with(${relation}::regclass, ${options}::jsonb, ${String(guarded)})`;
  return [
    ...(guarded ? [`SELECT _timescaledb_emulation.note_existing(${relation})`] : []),
    table,
    `SELECT _timescaledb_emulation.${convert}`,
  ];
}

/** What of ALTER TABLE a hypertable may refuse, by the words that `_timescaledb_emulation.check_alter` knows. */
function actionsOf({ relation, cmds }: AlterTableStmt): readonly string[] {
  const only = relation?.inh !== true;
  const actions = (cmds ?? []).flatMap((node) => {
    if (!("AlterTableCmd" in node)) return [];
    const { subtype = "", def } = node.AlterTableCmd;
    if (/^AT_(Set|Reset|Replace)RelOptions$/.test(subtype)) {
      const nodes = def !== undefined && "List" in def ? def.List.items : undefined;
      return [...(only ? ["only for options"] : []), ...(elementsOf(nodes).some(isOurs) ? ["options"] : [])];
    }
    const own = only && !/^AT_(Set|Reset)Options$/.test(subtype) ? ["only"] : [];
    return [...own, ...actionOf(subtype, def)];
  });
  return [...new Set(actions)];
}

function actionOf(subtype: string, def: Node | undefined): readonly string[] {
  if (/^AT_(Enable|Disable)(Always|Replica)?Trig/.test(subtype)) return ["trigger", "columnstore"];
  if (/^AT_(Add|Drop)Inherit$/.test(subtype)) return ["inherit", "columnstore"];
  if (/^AT_(Attach|Detach)Partition/.test(subtype)) return ["columnstore"];
  if (subtype === "AT_SetTableSpace") return ["tablespace"];
  if (/^AT_(Set|Drop)NotNull$/.test(subtype)) return ["nullability"];
  if (subtype === "AT_SetUnLogged") return ["unlogged"];
  if (
    /RowSecurity$|^AT_(SetStorage|AddIdentity|SetIdentity|DropIdentity|ValidateConstraint|AlterConstraint|DropExpression|SetExpression|Enable.*Rule|DisableRule)/.test(
      subtype,
    )
  ) {
    return ["columnstore"];
  }
  if (subtype === "AT_AlterColumnType") return ["type"];
  if (subtype === "AT_AddConstraint" && def !== undefined && "Constraint" in def) {
    return def.Constraint.indexname === undefined ? ["constraint"] : ["constraint", "using index"];
  }
  if (subtype === "AT_AddColumn" && def !== undefined && "ColumnDef" in def) {
    const types = (def.ColumnDef.constraints ?? []).flatMap((node) =>
      "Constraint" in node ? [{ type: node.Constraint.contype, expression: node.Constraint.raw_expr }] : [],
    );
    const initial = types.find(({ type }) => type === "CONSTR_DEFAULT");
    if (initial?.expression !== undefined && "FuncCall" in initial.expression) return ["volatile default"];
    if (
      types.some(
        ({ type }) => type === "CONSTR_FOREIGN" || type === "CONSTR_IDENTITY" || type === "CONSTR_GENERATED",
      )
    ) {
      return ["column constraint"];
    }
    if (types.some(({ type }) => /^CONSTR_(CHECK|UNIQUE|PRIMARY)$/.test(type ?? ""))) {
      return ["old column constraint"];
    }
    if (types.some(({ type }) => type === "CONSTR_NOTNULL") && initial === undefined)
      return ["not null without default"];
  }
  return [];
}

async function alterTable(text: string, statement: AlterTableStmt): Promise<readonly string[]> {
  const actions = actionsOf(statement);
  const name = relationLiteral(statement.relation);
  const missing = statement.missing_ok === true;
  const call = (body: string): string =>
    missing
      ? `SELECT _timescaledb_emulation.${body.replace("@", `to_regclass(${name})`)} WHERE to_regclass(${name}) IS NOT NULL`
      : `SELECT _timescaledb_emulation.${body.replace("@", `${name}::regclass`)}`;
  const statements: string[] = [];
  const checks = actions.filter((action) => action !== "options");
  if (checks.length > 0) statements.push(call(`check_alter(@, ${literal(JSON.stringify(checks))}::jsonb)`));

  let rest = text;
  let left = statement.cmds?.length ?? 0;
  for (const node of statement.cmds ?? []) {
    if (!("AlterTableCmd" in node)) continue;
    const { subtype, def, name: given = "" } = node.AlterTableCmd;
    if (subtype === "AT_SetTableSpace") statements.push(call(`set_tablespace(@, ${literal(given)})`));
    if (subtype === "AT_AttachPartition" && def !== undefined && "PartitionCmd" in def) {
      const partition = relationLiteral(def.PartitionCmd.name);
      statements.push(`SELECT _timescaledb_emulation.check_partition(to_regclass(${partition}))`);
    }
    if (subtype !== "AT_SetRelOptions" && subtype !== "AT_ResetRelOptions") continue;
    const elements = elementsOf(def !== undefined && "List" in def ? def.List.items : undefined);
    if (!elements.some(isOurs)) continue;
    const options = literal(await optionsJson(elements));
    const mixed = String(!elements.every(isOurs));
    statements.push(
      call(
        subtype === "AT_SetRelOptions"
          ? `set_table_options(@, ${options}::jsonb, ${mixed})`
          : `reset_table_options(@, ${options}::jsonb)`,
      ),
    );
    if (elements.every(isOurs)) left--;
    // The other commands keep their places: offsets shift, so the text is cut from what is left of it.
    rest = await withoutCommand(rest, elements.every(isOurs));
  }
  return left > 0 ? [...statements, rest] : statements;
}

/** ALTER TABLE without its first command that has TimescaleDB's options, or without these options of it. */
async function withoutCommand(text: string, whole: boolean): Promise<string> {
  const tree = (await parse(text)).stmts?.[0]?.stmt;
  const commands = tree !== undefined && "AlterTableStmt" in tree ? (tree.AlterTableStmt.cmds ?? []) : [];
  for (const node of commands) {
    const def = "AlterTableCmd" in node ? node.AlterTableCmd.def : undefined;
    const elements = elementsOf(def !== undefined && "List" in def ? def.List.items : undefined);
    if (!elements.some(isOurs)) continue;
    const tokens = await Tokens.of(text);
    if (!whole) return withoutOurs(tokens, elements);
    if (commands.length === 1) return text;
    const { span } = tokens.list(tokens.at(elements[0]?.location ?? 0));
    const from = span.from - 1;
    const follows = tokens.texts[span.to] === ",";
    return tokens.replace({ from: follows ? from : from - 1, to: follows ? span.to + 1 : span.to }, "");
  }
  return text;
}

async function createIndex(
  text: string,
  statement: IndexStmt,
  isAggregate: IsAggregate,
): Promise<readonly string[] | null> {
  const elements = elementsOf(statement.options);
  const ours = elements.some(isOurs);
  const aggregate = await isAggregate(statement.relation);
  if (!ours && !aggregate && statement.concurrent !== true) return null;
  const written = ours ? withoutOurs(await Tokens.of(text), elements) : text;
  const index = aggregate ? await onAggregate(written, statement.relation) : written;
  const facts = [
    ours ? literal(await optionsJson(elements)) : "'[]'",
    String(statement.unique === true),
    String(statement.concurrent === true),
  ];
  return [
    `SELECT _timescaledb_emulation.check_index(to_regclass(${relationLiteral(statement.relation)}), ${facts.join(", ")})`,
    index,
  ];
}

/** CREATE INDEX on the materialization hypertable of an aggregate. */
async function onAggregate(text: string, relation: RangeVar | undefined): Promise<string> {
  const tokens = await Tokens.of(text);
  const from = tokens.at(relation?.location ?? 0);
  let to = from + 1;
  while (tokens.texts[to] === ".") to += 2;
  const [before = "", after = ""] = tokens.around({ from, to }).map(literal);
  return `SELECT _timescaledb_emulation.create_index(${relationLiteral(relation)}::regclass, ${before}, ${after})`;
}
