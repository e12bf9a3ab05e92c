/** Changes of row-level security. */
import { tables } from "../candidates.js";
import { identifier, qualified } from "../../sql/quote.js";
import { all, text, texts, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Edit, type Sort } from "../sort.js";

const added = "selftest_policy";

interface RowPolicy extends Named {
  readonly table: string;
  readonly quoted: string;
}

const policies = (schema: Schema): readonly RowPolicy[] =>
  all("row policy")(schema).map((one) => ({
    ...one,
    table: qualified(one.path.slice(0, -1)),
    quoted: identifier(one.path.at(-1) ?? ""),
  }));

const altered = ({ table, quoted, key }: RowPolicy, clause: string, field: string): Edit => ({
  sql: `ALTER POLICY ${quoted} ON ${table} ${clause}`,
  touches: changed(key, field),
});

/** Dropped and made again, with another mode or command. */
const remade = (
  { table, quoted, key, body }: RowPolicy,
  change: { readonly restrictive?: boolean; readonly command?: string },
  field: string,
): Edit | false => {
  const { restrictive = body["restrictive"] === true, command = text(body, "command") } = change;
  const roles = texts(body, "roles").map((role) => (role === "public" ? role : identifier(role)));
  return (
    body["comment"] === undefined && {
      sql: [
        `DROP POLICY ${quoted} ON ${table}`,
        [
          `CREATE POLICY ${quoted} ON ${table}${restrictive ? " AS RESTRICTIVE" : ""}`,
          ...(command === undefined ? [] : [`FOR ${command}`]),
          ...(roles.length === 0 ? [] : [`TO ${roles.join(", ")}`]),
          ...(body["using"] === undefined ? [] : [`USING (${text(body, "using") ?? ""})`]),
          ...(body["check"] === undefined ? [] : [`WITH CHECK (${text(body, "check") ?? ""})`]),
        ].join(" "),
      ],
      touches: changed(key, field),
    }
  );
};

export const securitySorts: readonly Sort[] = [
  ...sorts("row-level security", tables, {
    "enable row-level security": ({ sql, key, body }) =>
      body["row_security"] === undefined && {
        sql: `ALTER TABLE ${sql} ENABLE ROW LEVEL SECURITY`,
        touches: changed(key, "row_security"),
      },
    "disable row-level security": ({ sql, key, body }) =>
      body["row_security"] === "enabled" && {
        sql: `ALTER TABLE ${sql} DISABLE ROW LEVEL SECURITY`,
        touches: changed(key, "row_security"),
      },
    "force row-level security on the owner": ({ sql, key, body }) =>
      body["row_security"] === "enabled" && {
        sql: `ALTER TABLE ${sql} FORCE ROW LEVEL SECURITY`,
        touches: changed(key, "row_security"),
      },
    "no longer force row-level security": ({ sql, key, body }) =>
      body["row_security"] === "forced" && {
        sql: `ALTER TABLE ${sql} NO FORCE ROW LEVEL SECURITY`,
        touches: changed(key, "row_security"),
      },
    "add a row policy": ({ sql, part }) => ({
      sql: `CREATE POLICY ${added} ON ${sql} USING (true)`,
      touches: come(part("row policy", added)),
    }),
  }),
  ...sorts("row-level security", policies, {
    "drop a row policy": ({ table, quoted, key }) => ({
      sql: `DROP POLICY ${quoted} ON ${table}`,
      touches: gone(key),
    }),
    "rename a row policy": ({ table, quoted, key }) => ({
      sql: `ALTER POLICY ${quoted} ON ${table} RENAME TO ${added}`,
      touches: renamed(key),
    }),
    "change which rows a policy shows": (one) =>
      one.body["using"] !== undefined &&
      altered(one, `USING ((${text(one.body, "using") ?? ""}) OR 1 > 0)`, "using"),
    "change which rows a policy lets in": (one) =>
      (text(one.body, "command") ?? "update") === "update" && altered(one, "WITH CHECK (1 > 0)", "check"),
    "change the roles of a policy": (one) => altered(one, "TO pg_monitor", "roles"),
    "change the command of a policy": (one) =>
      one.body["using"] !== undefined &&
      one.body["check"] === undefined &&
      remade(one, { command: one.body["command"] === "select" ? "delete" : "select" }, "command"),
    "make a policy restrictive": (one) =>
      one.body["restrictive"] === undefined && remade(one, { restrictive: true }, "restrictive"),
    "make a restrictive policy permissive": (one) =>
      one.body["restrictive"] === true && remade(one, { restrictive: false }, "restrictive"),
  }),
];
