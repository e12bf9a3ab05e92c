/** Names and strings as SQL text, quoted where PostgreSQL would quote them. Knows no kind of object. */

/*
 * PostgreSQL 18's keywords that cannot stand as a name everywhere (documentation, appendix C): reserved, reserved but
 * for functions and types, and names of built-in types and constructs. quote_identifier() quotes just these.
 */
const reserved = `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint
  create current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
  distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral
  leading limit localtime localtimestamp not null offset on only or order placing primary references returning select
  session_user some symmetric system_user table then to trailing true union unique user using variadic when where
  window with`;
const reservedButForFunctions = `authorization binary collation concurrently cross current_schema freeze full ilike
  inner is isnull join left like natural notnull outer overlaps right similar tablesample verbose`;
const reservedForColumns = `between bigint bit boolean char character coalesce dec decimal exists extract float greatest
  grouping inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query
  json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out
  overlay position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
  xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`;

const keywords: ReadonlySet<string> = new Set(
  [reserved, reservedButForFunctions, reservedForColumns].flatMap((words) => words.split(/\s+/)),
);

/** A name as SQL: bare where PostgreSQL reads it back unchanged, else in double quotes; like quote_ident(). */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Names from the outside in as one qualified SQL name: `public."Orders"`. */
export function qualified(path: readonly string[]): string {
  return path.map(identifier).join(".");
}

/**
 * A text as a SQL string that means the same whatever standard_conforming_strings says: `'it''s'`, and `E'a\\b'` where
 * there are backslashes; like quote_literal().
 */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}
