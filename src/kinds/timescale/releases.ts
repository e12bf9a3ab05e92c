/**
 * What one release of TimescaleDB does by itself and another otherwise, as real ones were seen to do it: defaults that are
 * resolved and kept, or not; policies that come with a table. A value that a user must have asked for is explained by none
 * of it.
 */
import { identifier } from "../../sql/quote.js";
import type { Body, Obj, Plain } from "../../model/model.js";
import type { Across, Skew, Surroundings } from "../kind.js";
import { lengthOf } from "./duration.js";

type Side = Surroundings & { readonly object: Obj | undefined };

/** Whether the first release that does something lies between both. */
const between = ({ older, newer }: Across<unknown>, first: number): boolean =>
  older.release < first && newer.release >= first;

const isTexts = (value: Plain | undefined): value is readonly string[] => Array.isArray(value);
const texts = (value: Plain | undefined): readonly string[] => (isTexts(value) ? value : []);

/** The first dimension of the hypertable that an object belongs to. */
function dimension({ objectAt }: Surroundings, object: Obj): Body | undefined {
  const [schema, name = ""] = object.path;
  const dimensions = objectAt("hypertable", [schema, name])?.body["dimensions"];
  const [first] = Array.isArray(dimensions) ? (dimensions as readonly Body[]) : [];
  return first;
}

const text = (value: Plain | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** Defaults of compression: in words, and whether settings may be nothing but these. */
const eras: readonly {
  readonly since: number;
  readonly words: string;
  readonly segments: (body: Body) => boolean;
  readonly orders: (order: readonly string[], time: string) => boolean;
}[] = [
  {
    since: 2022,
    words: "from 2.22 on it is decided when a chunk is compressed",
    segments: (body) => body["segment_by"] === undefined && body["no_segment_by"] === undefined,
    orders: (order) => order.length === 0,
  },
  {
    since: 2015,
    words:
      "2.15 to 2.21 choose columns by the indexes of the table when compression is turned on, and keep them",
    segments: (body) => texts(body["segment_by"]).length <= 1,
    orders: (order, time) => order.every((item) => item === time || item.endsWith(" ASC NULLS LAST")),
  },
  {
    since: 0,
    words: "up to 2.14 it is no column to segment by, and time alone to order by",
    segments: (body) => body["segment_by"] === undefined,
    orders: (order, time) => order.length === 1 && order[0] === time,
  },
];

/** Settings of compression that nobody gave: of a hypertable, or of a continuous aggregate. */
export function compressionSkew(sides: Across<Body>): readonly Skew[] {
  const { older, newer } = sides;
  if (older.object === undefined || newer.object === undefined) return [];
  const column = dimension(newer, newer.object)?.["name"];
  if (typeof column !== "string") return aggregateSkew(sides, older.object.body, newer.object.body);
  const [before, after] = [older, newer].map((side) => eras.find(({ since }) => side.release >= since));
  if (before === undefined || after === undefined || before === after) return [];
  const why = `TimescaleDB's default where nothing is said: ${before.words}; ${after.words}`;
  const time = `${identifier(column)} DESC NULLS FIRST`;
  const ordered = ({ body }: Obj, era: typeof before): boolean => era.orders(texts(body["order_by"]), time);
  return [
    ...(before.segments(older.object.body) && after.segments(newer.object.body)
      ? [{ field: "segment_by", why }]
      : []),
    ...(ordered(older.object, before) && ordered(newer.object, after) ? [{ field: "order_by", why }] : []),
    ...(between(sides, 2022) && older.object.body["segment_by"] === undefined
      ? [
          {
            field: "no_segment_by",
            why: "before 2.22 TimescaleDB does not keep that no column was asked for",
          },
        ]
      : []),
  ];
}

/** Until 2.24 an aggregate is segmented by what it groups by, from 2.25 on it is ordered by that, after the bucket. */
function aggregateSkew(sides: Across<Body>, before: Body, after: Body): readonly Skew[] {
  const [order, newOrder] = [texts(before["order_by"]), texts(after["order_by"])];
  if (!between(sides, 2025) || !order.every((item, at) => item === newOrder[at])) return [];
  const added = newOrder.slice(order.length);
  const segments = texts(before["segment_by"]).map((name) => `${identifier(name)} ASC NULLS LAST`);
  const moved = after["segment_by"] === undefined && added.join() === segments.join();
  const kept = texts(before["segment_by"]).join() === texts(after["segment_by"]).join();
  if (!moved && !kept) return [];
  const why =
    "TimescaleDB's default where nothing is said: up to 2.24 an aggregate is segmented by what it groups by, from 2.25 on it is ordered by it";
  return [...(moved ? [{ field: "segment_by", why }] : []), { field: "order_by", why }];
}

/** Policies of compression that nobody added, and schedules that nobody gave. */
export function policySkew(sides: Across<Body>): readonly Skew[] {
  const { older, newer } = sides;
  if (newer.object?.path.at(-1) !== "compression") return [];
  if (older.object === undefined) {
    return older.release >= 2020 && between(sides, 2023) && isAutomatic(newer, older)
      ? [{ why: "from 2.23 on CREATE TABLE … WITH (tsdb.hypertable) adds it by itself" }]
      : [];
  }
  if (
    between(sides, 2025) &&
    older.object.body["owner"] !== undefined &&
    newer.object.body["owner"] === undefined
  ) {
    return [
      {
        field: "owner",
        why: "up to 2.25.1 a policy's job stays with who owned its relation when it was added",
      },
    ];
  }
  const half = (lengthOf(text(dimension(older, older.object)?.["interval"])) ?? NaN) / 2;
  return between(sides, 2012) &&
    text(newer.object.body["schedule"]) === "12:00:00" &&
    lengthOf(text(older.object.body["schedule"])) === half
    ? [
        {
          field: "schedule",
          why: "TimescaleDB's default where nothing is said: up to 2.11 every half chunk, from 2.12 on every 12 hours at least",
        },
      ]
    : [];
}

/** Whether a policy is what comes with a table: once a day, after one chunk; and the other side has that table. */
function isAutomatic(newer: Side, older: Side): boolean {
  if (newer.object === undefined || dimension(older, newer.object) === undefined) return false;
  const { schedule, compress_after: after, integer, ...rest } = newer.object.body;
  const first = dimension(newer, newer.object);
  return (
    schedule === "1 day" &&
    Object.keys(rest).length === 0 &&
    integer === first?.["integer"] &&
    lengthOf(text(after)) === lengthOf(text(first?.["interval"]))
  );
}

/** Whether an aggregate computes its newest rows when it is read. */
export const realTimeSkew = (sides: Across<Body>): readonly Skew[] =>
  between(sides, 2013) && sides.older.object?.body["real_time"] === true
    ? [
        {
          field: "real_time",
          why: "TimescaleDB's default where nothing is said: up to 2.12 an aggregate is read in real time, from 2.13 on only what is materialized",
        },
      ]
    : [];
