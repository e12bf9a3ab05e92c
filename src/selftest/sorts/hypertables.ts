/** Changes of hypertables, their dimensions and their compression (columnstore) settings. */
import { columns, hypertables as hypertableTables, tables, type Column, type Table } from "../candidates.js";
import { keyOf } from "../../model/key.js";
import { api, call, regclass } from "../../kinds/timescale/call.js";
import type { Body } from "../../model/model.js";
import { identifier, literal } from "../../sql/quote.js";
import { nameOf, records, texts, type Schema } from "../schema.js";
import { changed, come, gone, maybe, sorts, type Sort } from "../sort.js";

interface Hypertable extends Table {
  /** Address as a hypertable, and as one that is compressed. */
  readonly hyper: string;
  readonly compressed: string;
  readonly regclass: string;
  readonly time: Body;
  readonly compression: Body | undefined;
}

const hypertables = (schema: Schema): readonly Hypertable[] =>
  hypertableTables(schema).map((table) => ({
    ...table,
    hyper: keyOf("hypertable", table.path),
    compressed: keyOf("compression", table.path),
    regclass: regclass(table.path),
    time: records(schema.objects.get(keyOf("hypertable", table.path))?.body["dimensions"])[0] ?? {},
    compression: schema.objects.get(keyOf("compression", table.path))?.body,
  }));

const dimension = ({ time }: Hypertable, field: string): string => `dimensions.${nameOf(time)}.${field}`;

/** Columns that a hypertable could be made of: the table has no unique index that would have to hold them. */
const timeColumns = (schema: Schema): readonly Column[] =>
  schema.timescaledb === 0
    ? []
    : columns(schema).filter(
        ({ table, type }) =>
          type === "timestamp with time zone" &&
          !schema.has("hypertable", table.path) &&
          schema.parts("constraint", table.path).length === 0,
      );

const isTime = ({ time }: Hypertable): boolean =>
  typeof time["interval"] === "string" && time["integer"] === undefined;

export const hypertableSorts: readonly Sort[] = [
  ...sorts("hypertables", timeColumns, {
    "make a table a hypertable": ({ table, name, change }, { target }) => ({
      sql: call(api("create_hypertable", target), [regclass(table.path), literal(name)]),
      touches: [come(keyOf("hypertable", table.path)), maybe(change("not_null"))],
    }),
  }),
  ...sorts("hypertables", (schema) => (schema.timescaledb === 0 ? [] : tables(schema)), {
    "add a hypertable": ({ path: [within] }, { target }) => ({
      sql: [
        `CREATE TABLE ${identifier(within)}.selftest (at timestamptz NOT NULL)`,
        call(api("create_hypertable", target), [regclass([within, "selftest"]), "'at'"]),
      ],
      touches: come(keyOf("table", [within, "selftest"])),
    }),
  }),
  ...sorts("hypertables", hypertables, {
    "make a hypertable a table": ({ sql, key, hyper, columns: list }, schema) => {
      const table = schema.objects.get(key);
      return (
        table !== undefined && {
          sql: [
            `DROP TABLE ${sql}`,
            `CREATE TABLE ${sql} (${list.map(({ quoted, type, body }) => `${quoted} ${type}${body["not_null"] === true ? " NOT NULL" : ""}`).join(", ")})`,
          ],
          touches: [
            gone(hyper),
            // All that stood under it is gone as well.
            maybe(changed(key, "options")),
            maybe(changed(key, "comment")),
            ...list.map(({ field }) => maybe(changed(key, field))),
            ...[...schema.objects.values()]
              .filter(
                ({ path }) =>
                  path.length >= table.path.length && table.path.every((name, at) => path[at] === name),
              )
              .map((part) => maybe(gone(keyOf(part.kind, part.path)))),
          ],
        }
      );
    },
    "change the chunk interval": (one, { target }) =>
      isTime(one) && {
        sql: call(api("set_chunk_time_interval", target), [one.regclass, "INTERVAL '37 hours'"]),
        touches: changed(one.hyper, dimension(one, "interval")),
      },
    "change the chunk interval of a hypertable of numbers": (one, { target }) =>
      typeof one.time["integer"] === "string" && {
        sql: call(api("set_chunk_time_interval", target), [one.regclass, `${one.time["integer"]} '4321'`]),
        touches: changed(one.hyper, dimension(one, "interval")),
      },
    "partition by another column": (one, { target }) => {
      const used = records(one.body["dimensions"]).map(({ name }) => name);
      const column = one.columns.find(
        ({ name, type }) => !used.includes(name) && /^(?:text|integer|bigint)$/.test(type),
      );
      return (
        column !== undefined && {
          sql: call(api("add_dimension", target), [one.regclass, literal(column.name)], {
            number_partitions: "3",
          }),
          touches: come(one.hyper, `dimensions.${column.name}`),
        }
      );
    },
    "change the number of partitions": (one, { target, objects }) => {
      const hashed = records(objects.get(one.hyper)?.body["dimensions"]).find(
        ({ partitions }) => partitions !== undefined,
      );
      return (
        hashed !== undefined && {
          sql: call(api("set_number_partitions", target), [one.regclass, "7", literal(nameOf(hashed))]),
          touches: changed(one.hyper, `dimensions.${nameOf(hashed)}.partitions`),
        }
      );
    },
    "change the function that says what now is": (one, { target }) => {
      const type = one.time["integer"];
      return (
        typeof type === "string" &&
        one.time["integer_now"] !== undefined && {
          sql: [
            `CREATE FUNCTION ${identifier(one.path[0])}.selftest_now() RETURNS ${type} LANGUAGE sql STABLE AS 'SELECT ${type} ''1'''`,
            call(
              api("set_integer_now_func", target),
              [one.regclass, literal(`${identifier(one.path[0])}.selftest_now`)],
              {
                replace_if_exists: "true",
              },
            ),
          ],
          touches: [
            changed(one.hyper, dimension(one, "integer_now")),
            come(keyOf("function", [one.path[0], "selftest_now()"])),
          ],
        }
      );
    },
    // TimescaleDB took it away with 2.28.
    "let chunks adapt their interval": (one, { target, objects, timescaledb }) =>
      timescaledb < 2028 &&
      isTime(one) &&
      objects.get(one.hyper)?.body["chunk_target_size"] === undefined && {
        sql: call(api("set_adaptive_chunking", target), [one.regclass, "'96MB'"]),
        touches: [changed(one.hyper, "chunk_target_size"), changed(one.hyper, dimension(one, "interval"))],
      },
  }),
  ...sorts("compression", hypertables, {
    "turn compression on": ({ sql, compressed, compression }) =>
      compression === undefined && {
        sql: `ALTER TABLE ${sql} SET (timescaledb.compress = true)`,
        touches: come(compressed),
      },
    "turn compression off": ({ sql, compressed, compression, path }, schema) =>
      compression?.["enabled"] === true &&
      compression["chunk_skipping"] === undefined &&
      !schema.has("policy", [...path, "compression"]) && {
        sql: `ALTER TABLE ${sql} SET (timescaledb.compress = false)`,
        touches: gone(compressed),
      },
    "change what compression segments by": ({ sql, compressed, compression, columns: list }) => {
      const used = [
        ...texts(compression ?? {}, "segment_by"),
        ...texts(compression ?? {}, "order_by").map((one) => one.replace(/ .*/, "")),
      ];
      const column = list.find(
        ({ name, quoted, type }) =>
          !used.includes(name) && !used.includes(quoted) && !type.startsWith("timestamp"),
      );
      return (
        compression?.["enabled"] === true &&
        column !== undefined && {
          sql: `ALTER TABLE ${sql} SET (timescaledb.compress_segmentby = ${literal(column.quoted)})`,
          touches: [changed(compressed, "segment_by"), maybe(changed(compressed, "no_segment_by"))],
        }
      );
    },
    "change what compression orders by": ({ sql, compressed, compression, time }) =>
      compression?.["enabled"] === true && {
        sql: `ALTER TABLE ${sql} SET (timescaledb.compress_orderby = ${literal(`${identifier(nameOf(time))} ASC NULLS FIRST`)})`,
        touches: changed(compressed, "order_by"),
      },
    "change the interval that chunks are merged to": ({ sql, compressed, compression }) =>
      compression?.["enabled"] === true && {
        sql: `ALTER TABLE ${sql} SET (timescaledb.compress_chunk_time_interval = '60 days')`,
        touches: changed(compressed, "chunk_interval"),
      },
    "skip chunks by a column": ({ compressed, compression, columns: list, regclass: name }, { target }) => {
      const column = list.find(
        (one) =>
          /^(?:integer|bigint)$/.test(one.type) &&
          !texts(compression ?? {}, "chunk_skipping").includes(one.name),
      );
      return (
        compression?.["enabled"] === true &&
        column !== undefined && {
          sql: [
            "SET LOCAL timescaledb.enable_chunk_skipping = on",
            call(api("enable_chunk_skipping", target), [name, literal(column.name)]),
          ],
          touches: changed(compressed, "chunk_skipping"),
        }
      );
    },
    "no longer skip chunks by a column": ({ compressed, compression, regclass: name }, { target }) => {
      const [column] = texts(compression ?? {}, "chunk_skipping");
      return (
        column !== undefined && {
          sql: [
            "SET LOCAL timescaledb.enable_chunk_skipping = on",
            call(api("disable_chunk_skipping", target), [name, literal(column)]),
          ],
          touches: changed(compressed, "chunk_skipping"),
        }
      );
    },
    "choose sparse indexes": ({ sql, compressed, compression, columns: list }, { timescaledb }) => {
      const column = list.find(({ type }) => type === "text");
      const order = texts(compression ?? {}, "order_by");
      return (
        timescaledb >= 2022 &&
        order.length > 0 &&
        compression?.["sparse_index"] === undefined &&
        column !== undefined && {
          sql: `ALTER TABLE ${sql} SET (timescaledb.compress_orderby = ${literal(order.join(", "))}, timescaledb.compress_index = ${literal(`bloom(${column.quoted})`)})`,
          touches: changed(compressed, "sparse_index"),
        }
      );
    },
  }),
];
