/** Changes of enums, domains, composite types and range types. */
import { keyOf } from "../../model/key.js";
import type { Body } from "../../model/model.js";
import { identifier, literal, qualified } from "../../sql/quote.js";
import { all, nameOf, records, text, texts, type Named, type Schema } from "../schema.js";
import { changed, come, gone, renamed, sorts, type Sort } from "../sort.js";

const added = "selftest_type";

/** Whether no other definition names the type. */
const alone = ({ path, key }: Named, schema: Schema): boolean => !schema.mentioned(path.at(-1) ?? "", key);

const other = ({ path: [schema] }: Named): string => qualified([schema, added]);

const quotedName = (record: Body | undefined): string => identifier(nameOf(record));

export const typeSorts: readonly Sort[] = [
  ...sorts("types", all("schema"), {
    "add an enum": (one) => ({
      sql: `CREATE TYPE ${other(one)} AS ENUM ('a', 'b')`,
      touches: come(keyOf("enum", [one.path[0], added])),
    }),
    "add a domain": (one) => ({
      sql: `CREATE DOMAIN ${other(one)} AS integer CHECK (VALUE > 0)`,
      touches: come(keyOf("domain", [one.path[0], added])),
    }),
    "add a composite type": (one) => ({
      sql: `CREATE TYPE ${other(one)} AS (a integer)`,
      touches: come(keyOf("composite type", [one.path[0], added])),
    }),
    "add a range type": (one) => ({
      sql: `CREATE TYPE ${other(one)} AS RANGE (SUBTYPE = double precision)`,
      touches: come(keyOf("range type", [one.path[0], added])),
    }),
  }),
  ...sorts("enums", all("enum"), {
    "drop an enum": ({ sql, key }) => ({ sql: `DROP TYPE ${sql}`, touches: gone(key) }),
    "rename an enum": (one, schema) =>
      alone(one, schema) && { sql: `ALTER TYPE ${one.sql} RENAME TO ${added}`, touches: renamed(one.key) },
    "add a value to an enum": ({ sql, key }) => ({
      sql: `ALTER TYPE ${sql} ADD VALUE 'selftest'`,
      touches: changed(key, "values"),
    }),
    "add a value in the middle of an enum": ({ sql, key, body }) => {
      const [first] = texts(body, "values");
      return (
        first !== undefined && {
          sql: `ALTER TYPE ${sql} ADD VALUE 'selftest' BEFORE ${literal(first)}`,
          touches: changed(key, "values"),
        }
      );
    },
    "rename a value of an enum": ({ sql, key, body, path }, schema) => {
      // A default or a condition that names the value would be another text, too.
      const value = texts(body, "values").find((one) => !schema.mentioned(one, keyOf("enum", path)));
      return (
        value !== undefined && {
          sql: `ALTER TYPE ${sql} RENAME VALUE ${literal(value)} TO 'selftest'`,
          touches: changed(key, "values"),
        }
      );
    },
  }),
  ...sorts("domains", all("domain"), {
    "drop a domain": ({ sql, key }) => ({ sql: `DROP DOMAIN ${sql}`, touches: gone(key) }),
    "rename a domain": (one, schema) =>
      alone(one, schema) && { sql: `ALTER DOMAIN ${one.sql} RENAME TO ${added}`, touches: renamed(one.key) },
    "add a check to a domain": ({ sql, key }) => ({
      sql: `ALTER DOMAIN ${sql} ADD CONSTRAINT selftest_check CHECK (VALUE IS DISTINCT FROM NULL) NOT VALID`,
      touches: come(key, "checks.selftest_check"),
    }),
    "drop a check of a domain": ({ sql, key, body }) => {
      const [check] = records(body["checks"]);
      return (
        check !== undefined && {
          sql: `ALTER DOMAIN ${sql} DROP CONSTRAINT ${quotedName(check)}`,
          touches: gone(key, `checks.${nameOf(check)}`),
        }
      );
    },
    "change a check of a domain": ({ sql, key, body }) => {
      const check = records(body["checks"]).find(({ comment }) => comment === undefined);
      return (
        check !== undefined && {
          sql: [
            `ALTER DOMAIN ${sql} DROP CONSTRAINT ${quotedName(check)}`,
            `ALTER DOMAIN ${sql} ADD CONSTRAINT ${quotedName(check)} CHECK (VALUE IS NOT NULL)`,
          ],
          touches: changed(key, `checks.${nameOf(check)}.definition`),
        }
      );
    },
    "rename a check of a domain": ({ sql, key, body }) => {
      const [check] = records(body["checks"]);
      return (
        check !== undefined && {
          sql: `ALTER DOMAIN ${sql} RENAME CONSTRAINT ${quotedName(check)} TO selftest_check`,
          touches: renamed(key, `checks.${nameOf(check)}`),
        }
      );
    },
    "change the default of a domain": ({ sql, key, body }) => ({
      sql: `ALTER DOMAIN ${sql} ${body["default"] === undefined ? "SET DEFAULT '5'" : "DROP DEFAULT"}`,
      touches: changed(key, "default"),
    }),
    "change whether a domain is not null": ({ sql, key, body }) => ({
      sql: `ALTER DOMAIN ${sql} ${body["not_null"] === true ? "DROP" : "SET"} NOT NULL`,
      touches: changed(key, "not_null"),
    }),
  }),
  ...sorts("composite types", all("composite type"), {
    "drop a composite type": ({ sql, key }) => ({ sql: `DROP TYPE ${sql}`, touches: gone(key) }),
    "rename a composite type": (one, schema) =>
      alone(one, schema) && { sql: `ALTER TYPE ${one.sql} RENAME TO ${added}`, touches: renamed(one.key) },
    "add an attribute": ({ sql, key }) => ({
      sql: `ALTER TYPE ${sql} ADD ATTRIBUTE selftest integer`,
      touches: come(key, "attributes.selftest"),
    }),
    "drop an attribute": ({ sql, key, body }) => {
      const last = records(body["attributes"]).at(-1);
      return {
        sql: `ALTER TYPE ${sql} DROP ATTRIBUTE ${quotedName(last)}`,
        touches: gone(key, `attributes.${nameOf(last)}`),
      };
    },
    "rename an attribute": ({ sql, key, body }) => {
      const last = records(body["attributes"]).at(-1);
      return {
        sql: `ALTER TYPE ${sql} RENAME ATTRIBUTE ${quotedName(last)} TO selftest`,
        touches: renamed(key, `attributes.${nameOf(last)}`),
      };
    },
    "change the type of an attribute": ({ sql, key, body }) => {
      const last = records(body["attributes"]).at(-1);
      return {
        sql: `ALTER TYPE ${sql} ALTER ATTRIBUTE ${quotedName(last)} TYPE ${text(last ?? {}, "type") === "bytea" ? "json" : "bytea"}`,
        touches: changed(key, `attributes.${nameOf(last)}.type`),
      };
    },
  }),
  ...sorts("range types", all("range type"), {
    "drop a range type": ({ sql, key }) => ({ sql: `DROP TYPE ${sql}`, touches: gone(key) }),
    // Its multirange keeps the name that it was made with.
    "rename a range type": (one, schema) =>
      alone(one, schema) && {
        sql: `ALTER TYPE ${one.sql} RENAME TO ${added}`,
        touches: [gone(one.key), come(keyOf("range type", [one.path[0], added]))],
      },
    "change the multirange of a range type": (one, schema) =>
      alone(one, schema) &&
      Object.keys(one.body).every((field) => field === "subtype") && {
        sql: [
          `DROP TYPE ${one.sql}`,
          `CREATE TYPE ${one.sql} AS RANGE (SUBTYPE = ${text(one.body, "subtype") ?? ""}, MULTIRANGE_TYPE_NAME = ${added})`,
        ],
        touches: changed(one.key, "multirange"),
      },
    "change the subtype of a range type": (one, schema) =>
      alone(one, schema) &&
      Object.keys(one.body).every((field) => field === "subtype") && {
        sql: [
          `DROP TYPE ${one.sql}`,
          `CREATE TYPE ${one.sql} AS RANGE (SUBTYPE = ${text(one.body, "subtype") === "inet" ? "text" : "inet"})`,
        ],
        touches: changed(one.key, "subtype"),
      },
  }),
];
