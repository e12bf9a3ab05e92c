/**
 * Secrets: what stands for one in a model, so that a change of it is seen and nothing else. A hash alone would let
 * whoever has a committed snapshot try weak passwords against it, so it is keyed: with DRIFTLINE_SECRET_KEY, else with a
 * key that this process makes up and takes with it. What is kept without a key of the user's has no hash at all.
 */
import { createHash, randomBytes } from "node:crypto";
import { Failure } from "../finding.js";
import { isList, type Model, type Plain } from "../model/model.js";
import { literal } from "../sql/quote.js";

const variable = "DRIFTLINE_SECRET_KEY";

/** Characters that a key must have, so that it is not guessed in its turn. */
const shortest = 16;

/** A secret: `***`, and perhaps the first digits of a hash of the key, and those of the keyed hash. */
const token = /\*\*\*(?:([0-9a-f]{4}):[0-9a-f]{16})?/g;

let madeUp: string | undefined;

function secretKey(): string {
  const given = process.env[variable] ?? "";
  if (given !== "" && given.length < shortest)
    throw new Failure(`${variable} is too short to keep a secret: give it ${shortest} characters or more`);
  madeUp ??= randomBytes(32).toString("hex");
  return given === "" ? madeUp : given;
}

export const hasOwnKey = (): boolean => (process.env[variable] ?? "") !== "";

/** Tells keys apart without telling them. */
export const keyId = (): string => createHash("sha256").update(secretKey()).digest("hex").slice(0, 4);

/** What a session sets before it reads secrets: they are hashed where they are. */
export const keySettings = (): string =>
  `set local driftline.key = ${literal(secretKey())}; set local driftline.key_id = ${literal(keyId())};`;

/**
 * SQL for what stands for a secret.
 * @param place SQL for a text that tells what the secret is for: one password in two places is two hashes. What is a
 * token already stays, so that a baseline that was loaded reads back equal.
 */
export const redacted = (value: string, place: string): string =>
  `case when ${value} ~ '^[*]{3}([0-9a-f]{4}:[0-9a-f]{16})?$' then ${value}
        else '***' || current_setting('driftline.key_id') || ':' || left(${keyed(keyed(`concat_ws(e'\\n', ${place}, ${value})`))}, 16) end`;

const keyed = (text: string): string =>
  `encode(sha256(convert_to(current_setting('driftline.key') || ${text}, 'UTF8')), 'hex')`;

/** Whether two texts differ at most in secrets that were hashed with two keys, or with none. */
export function differInKeysOnly(one: Plain | undefined, other: Plain | undefined): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  const ids = (text: string): string => [...text.matchAll(token)].map(([, id = ""]) => id).join();
  const bare = (text: string): string => text.replace(token, "***");
  return bare(one) === bare(other) && (ids(one) !== ids(other) || ids(one) === "");
}

/** A model as it may be kept: without hashes, unless the user has a key of their own. */
export function forKeeping(model: Model): Model {
  if (hasOwnKey()) return model;
  const holding = [...model.objects].filter(([, { body }]) => holdsToken(body));
  if (holding.length === 0) return model;
  const objects = new Map(model.objects);
  for (const [key, object] of holding) objects.set(key, { ...object, body: bareRecord(object.body) });
  return { ...model, objects };
}

/**
 * The text of a model as it may be kept, in pieces. A text is searched in less time than all bodies are.
 * @param write what makes the text, in the same pieces up to the first that differs, with each secret in it as it is in
 * the model
 */
export function* textForKeeping(model: Model, write: (model: Model) => Iterable<string>): Generator<string> {
  let [given, searched] = [0, false];
  for (const piece of write(model)) {
    if (!searched && piece.includes("***")) {
      searched = true;
      const kept = forKeeping(model);
      if (kept !== model) {
        yield* [...write(kept)].slice(given);
        return;
      }
    }
    yield piece;
    given += 1;
  }
}

function holdsToken(value: Plain | undefined): boolean {
  if (typeof value === "string") return value.includes("***");
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.some(holdsToken);
  for (const name in value) if (holdsToken(value[name])) return true;
  return false;
}

const bareRecord = (record: Readonly<Record<string, Plain>>): Record<string, Plain> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, bareValue(value)]));

function bareValue(value: Plain): Plain {
  if (typeof value === "string") return value.replace(token, "***");
  if (typeof value !== "object" || value === null) return value;
  return isList(value) ? value.map(bareValue) : bareRecord(value);
}
