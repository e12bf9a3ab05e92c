/** Intervals as TimescaleDB's catalogs and jobs print them, to be compared with one another. */

const second = 1_000_000;
const day = 86_400 * second;

/** PostgreSQL's own measure when it compares intervals: a month has 30 days, a day 24 hours (documentation, chapter 8.5.4). */
const units: readonly (readonly [name: RegExp, length: number])[] = [
  [/^years?$/, 360 * day],
  [/^mons?$/, 30 * day],
  [/^days?$/, day],
  [/^hours?$/, 3600 * second],
  [/^minutes?$/, 60 * second],
  [/^seconds?$/, second],
  [/^microseconds?$/, 1],
];

/**
 * Length of an offset: microseconds of an interval in PostgreSQL's own style (`3 days 12:00:00`, `7 days`), or a number of
 * the time column's own units. undefined where it is neither.
 */
export function lengthOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  let sum = 0;
  const rest = text.replace(/(-?\d+) ([a-z]+)\s*/g, (whole, count: string, unit: string) => {
    const length = units.find(([name]) => name.test(unit))?.[1];
    if (length === undefined) return whole;
    sum += Number(count) * length;
    return "";
  });
  const clock = /^(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(rest);
  if (clock === null) return rest === "" ? sum : undefined;
  const [, sign, hours, minutes, seconds] = clock;
  const time = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * second;
  return sum + (sign === "-" ? -time : time);
}
