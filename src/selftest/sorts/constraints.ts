/** Changes of primary keys, unique, check and exclusion constraints. */
import { columns, tables } from "../candidates.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, text, type Named, type Schema } from "../schema.js";
import { changed, come, gone, maybe, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_constraint";

interface Constraint extends Named {
  readonly table: string;
  readonly quoted: string;
  readonly alone: boolean;
}

/** Constraints of tables that neither inherit nor are inherited from. */
function constraints(schema: Schema): readonly Constraint[] {
  const single = new Set(tables(schema).map(({ sql }) => sql));
  return all("constraint")(schema)
    .map((constraint) => ({
      ...constraint,
      table: qualified(constraint.path.slice(0, -1)),
      quoted: identifier(constraint.path.at(-1) ?? ""),
      alone: Object.keys(constraint.body).every((field) => field === "definition"),
    }))
    .filter(({ table }) => single.has(table));
}

/** Drops a constraint and adds it with another definition. */
const redefined = ({ table, quoted, key, alone }: Constraint, definition: string): Edit | false =>
  alone && {
    sql: [
      `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${quoted} ${definition}`,
    ],
    touches: changed(key, "definition"),
  };

const isCheck = ({ definition }: Constraint): boolean => definition.startsWith("CHECK");
const isUnique = ({ definition }: Constraint): boolean => definition.startsWith("UNIQUE");
const isPrimary = ({ definition }: Constraint): boolean => definition.startsWith("PRIMARY KEY");
const isExclusion = ({ definition }: Constraint): boolean => definition.startsWith("EXCLUDE");

const dropped = ({ table, quoted, key }: Constraint): Edit => ({
  sql: `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
  touches: gone(key),
});

export const constraintSorts: readonly Sort[] = [
  ...sorts("constraints", tables, {
    "add a check": ({ sql, part }) => ({
      sql: `ALTER TABLE ${sql} ADD CONSTRAINT ${added} CHECK (1 > 0)`,
      touches: come(part("constraint", added)),
    }),
    "add a check that is not validated": ({ sql, part }) => ({
      sql: `ALTER TABLE ${sql} ADD CONSTRAINT ${added} CHECK (1 > 0) NOT VALID`,
      touches: come(part("constraint", added)),
    }),
    "add a check that is not enforced": ({ sql, part }, { major }) =>
      major >= 18 && {
        sql: `ALTER TABLE ${sql} ADD CONSTRAINT ${added} CHECK (1 > 0) NOT ENFORCED`,
        touches: come(part("constraint", added)),
      },
  }),
  ...sorts("constraints", columns, {
    "add a primary key": ({ table, quoted, body }, schema) =>
      body["not_null"] === true &&
      !schema
        .parts("constraint", table.path)
        .some(({ body: other }) => (text(other, "definition") ?? "").startsWith("PRIMARY")) && {
        sql: `ALTER TABLE ${table.sql} ADD CONSTRAINT ${added} PRIMARY KEY (${quoted})`,
        touches: come(`constraint ${table.key.replace(/^table /, "")}.${added}`),
      },
    "add a unique constraint": ({ table, quoted }) => ({
      sql: `ALTER TABLE ${table.sql} ADD CONSTRAINT ${added} UNIQUE (${quoted})`,
      touches: come(`constraint ${table.key.replace(/^table /, "")}.${added}`),
    }),
    "add an exclusion constraint": ({ table, quoted, type }) =>
      /range$/.test(type) && {
        sql: `ALTER TABLE ${table.sql} ADD CONSTRAINT ${added} EXCLUDE USING gist (${quoted} WITH &&)`,
        touches: come(`constraint ${table.key.replace(/^table /, "")}.${added}`),
      },
    "name a NOT NULL constraint": ({ table, quoted, body, field, key }, { major }) =>
      major >= 18 &&
      body["not_null"] === undefined && {
        sql: `ALTER TABLE ${table.sql} ADD CONSTRAINT ${added} NOT NULL ${quoted}`,
        touches: [
          changed(key, `${field}.not_null`),
          come(`not-null constraint ${table.key.replace(/^table /, "")}.${added}`),
        ],
      },
  }),
  ...sorts("constraints", constraints, {
    "drop a check": (constraint) => isCheck(constraint) && dropped(constraint),
    "drop a unique constraint": (constraint) => isUnique(constraint) && dropped(constraint),
    "drop a primary key": (constraint) => isPrimary(constraint) && dropped(constraint),
    "drop an exclusion constraint": (constraint) => isExclusion(constraint) && dropped(constraint),
    "rename a constraint": ({ table, quoted, key }) => ({
      sql: `ALTER TABLE ${table} RENAME CONSTRAINT ${quoted} TO ${added}`,
      touches: renamed(key),
    }),
    "rename a primary key": (constraint) =>
      isPrimary(constraint) && {
        sql: `ALTER INDEX ${qualified([...constraint.path.slice(0, -2), constraint.path.at(-1) ?? ""])} RENAME TO ${added}`,
        touches: renamed(constraint.key),
      },
    "change the expression of a check": (constraint) =>
      isCheck(constraint) &&
      redefined(constraint, constraint.definition.replace(/^CHECK \((.*)\)/s, "CHECK (($1) AND 1 > 0)")),
    "take the validation from a check": (constraint) =>
      isCheck(constraint) &&
      !/ NOT (?:VALID|ENFORCED)$/.test(constraint.definition) &&
      redefined(constraint, `${constraint.definition} NOT VALID`),
    "validate a check": (constraint) =>
      isCheck(constraint) &&
      constraint.definition.endsWith(" NOT VALID") && {
        sql: `ALTER TABLE ${constraint.table} VALIDATE CONSTRAINT ${constraint.quoted}`,
        touches: changed(constraint.key, "definition"),
      },
    "keep a check from children": (constraint) =>
      isCheck(constraint) &&
      !/\) /.test(constraint.definition.slice(-20)) &&
      redefined(constraint, `${constraint.definition} NO INHERIT`),
    "make a unique constraint deferrable": (constraint) =>
      isUnique(constraint) &&
      !constraint.definition.includes("DEFERRABLE") &&
      redefined(constraint, `${constraint.definition} DEFERRABLE INITIALLY DEFERRED`),
    "make nulls equal in a unique constraint": (constraint, { major }) =>
      major >= 15 &&
      constraint.definition.startsWith("UNIQUE (") &&
      redefined(constraint, constraint.definition.replace("UNIQUE (", "UNIQUE NULLS NOT DISTINCT (")),
    "make a unique index of a unique constraint": ({ definition, table, quoted, key, alone }) =>
      alone &&
      /^UNIQUE \([^()]*\)$/.test(definition) && {
        sql: [
          `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
          `CREATE UNIQUE INDEX ${quoted} ON ${table} ${definition.slice("UNIQUE ".length)}`,
        ],
        touches: [gone(key), come(key.replace(/^constraint/, "index"))],
      },
    "change a storage parameter of a key": (constraint) =>
      (isPrimary(constraint) || isUnique(constraint)) && {
        sql: `ALTER INDEX ${qualified([...constraint.path.slice(0, -2), constraint.path.at(-1) ?? ""])} SET (fillfactor = 61)`,
        touches: changed(constraint.key, "index_options"),
      },
    "cluster a table on its key": (constraint) =>
      isPrimary(constraint) &&
      constraint.body["clustered"] === undefined && {
        sql: `ALTER TABLE ${constraint.table} CLUSTER ON ${constraint.quoted}`,
        touches: [changed(constraint.key, "clustered")],
      },
    "tell rows apart by a unique key": (constraint) =>
      isUnique(constraint) && {
        sql: `ALTER TABLE ${constraint.table} REPLICA IDENTITY USING INDEX ${constraint.quoted}`,
        touches: [
          changed(constraint.key, "replica_identity"),
          maybe(changed(`table ${constraint.table}`, "replica_identity")),
        ],
      },
  }),
];
