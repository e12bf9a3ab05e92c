/** Reads the comments on the fields of a kind from its source, following constants and imports. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** By name of field: its comment, and those of the fields of its records. */
export interface Docs {
  readonly [field: string]: { readonly doc: string; readonly fields: Docs };
}

interface Source {
  readonly file: string;
  readonly tree: ts.SourceFile;
}

const parse = (file: string, text = readFileSync(file, "utf8")): Source => ({
  file,
  tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true),
});

/** The comments on the fields of the kind that a file defines. */
export function docsOf(file: string, text: string): Docs {
  const source = parse(file, text);
  let found: Docs = {};
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "defineKind") {
      const [definition] = node.arguments;
      if (definition !== undefined) found = fieldsOf(source, property(definition, "fields"));
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found;
}

function property(node: ts.Node, name: string): ts.Node | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const found = node.properties.find((one) => one.name?.getText() === name);
  if (found === undefined) return undefined;
  return ts.isPropertyAssignment(found) ? found.initializer : found.name;
}

/** The comments in an object literal, or in what an identifier stands for. */
function fieldsOf(source: Source, node: ts.Node | undefined): Docs {
  if (node === undefined) return {};
  if (ts.isIdentifier(node)) {
    const [where, value] = resolve(source, node.text);
    return fieldsOf(where, value);
  }
  if (!ts.isObjectLiteralExpression(node)) return {};
  const parts = node.properties.map((one): Docs => {
    if (ts.isSpreadAssignment(one)) return fieldsOf(source, one.expression);
    if (!ts.isPropertyAssignment(one)) return {};
    return { [one.name.getText()]: { doc: commentOn(one), fields: recordOf(source, one.initializer) } };
  });
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** The fields of `named("breaking", { … })`. */
function recordOf(source: Source, node: ts.Expression): Docs {
  return ts.isCallExpression(node) ? fieldsOf(source, node.arguments[1]) : {};
}

function commentOn(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((comment) => ts.getTextOfJSDocComment(comment.comment) ?? "")
    .join(" ")
    .replace(/\s+/g, " ");
}

/** A constant of a file, or of the file that it is imported from. */
function resolve(source: Source, name: string): readonly [Source, ts.Node | undefined] {
  for (const statement of source.tree.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name);
      if (found !== undefined) return [source, found.initializer];
    }
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings;
      const imports = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
      if (!imports.some((one) => one.name.text === name)) continue;
      const target = statement.moduleSpecifier.text.replace(/\.js$/, ".ts");
      return resolve(parse(path.join(path.dirname(source.file), target)), name);
    }
  }
  return [source, undefined];
}
