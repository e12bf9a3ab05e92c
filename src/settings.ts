/** Reading of settings out of YAML: each value is checked where it stands, and every fault is collected. */
import { Failure } from "./finding.js";

/** A map of settings. Faults that are found in it are added to `faults`, each as a sentence that says where. */
export interface Section {
  /** Path from the root of the file: `targets.prod`; the root itself has none. */
  readonly where: string;
  readonly values: ReadonlyMap<string, unknown>;
  readonly faults: string[];
}

/** A value as a section; what is no map, and settings other than `known`, are faults. undefined is an empty section. */
export function section(value: unknown, where: string, faults: string[], known?: readonly string[]): Section {
  if (value !== undefined && !(value instanceof Map)) {
    faults.push(`${where === "" ? "the file" : where} must be a map`);
    return { where, values: new Map(), faults };
  }
  const values = new Map([...(value ?? [])].map(([key, item]: [unknown, unknown]) => [String(key), item]));
  for (const key of values.keys()) {
    if (known !== undefined && !known.includes(key))
      faults.push(`${where === "" ? "" : `${where}: `}"${key}" is no setting; there are ${listed(known)}`);
  }
  return { where, values, faults };
}

/** A section within a section. */
export const sectionAt = (parent: Section, key: string, known?: readonly string[]): Section =>
  section(parent.values.get(key), pathOf(parent, key), parent.faults, known);

/** The sections of a list; where there is none, none. */
export function sectionsAt(parent: Section, key: string, known: readonly string[]): readonly Section[] {
  const value = parent.values.get(key);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    parent.faults.push(`${pathOf(parent, key)} must be a list`);
    return [];
  }
  return value.map((item: unknown, index) =>
    section(item, `${pathOf(parent, key)}[${index}]`, parent.faults, known),
  );
}

/** A text that is not empty; undefined where it is not given. */
export function textAt(parent: Section, key: string): string | undefined {
  const value = parent.values.get(key);
  if (value === undefined) return undefined;
  if (typeof value === "string" && value.trim() !== "") return value;
  parent.faults.push(`${pathOf(parent, key)} must be a text`);
  return undefined;
}

/** One of some words; undefined where it is not given. */
export function choiceAt<T extends string>(
  parent: Section,
  key: string,
  choices: readonly T[],
): T | undefined {
  const value = parent.values.get(key);
  if (value === undefined) return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined)
    parent.faults.push(`${pathOf(parent, key)} must be one of ${listed(choices)}, not ${said(value)}`);
  return chosen;
}

/** true or false; `otherwise` where it is not given. */
export function flagAt(parent: Section, key: string, otherwise: boolean): boolean {
  const value = parent.values.get(key);
  if (typeof value === "boolean") return value;
  if (value !== undefined) parent.faults.push(`${pathOf(parent, key)} must be true or false`);
  return otherwise;
}

/** One text or a list of texts; undefined where it is not given. */
export function textsAt(parent: Section, key: string): readonly string[] | undefined {
  const value = parent.values.get(key);
  if (value === undefined) return undefined;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length > 0 && texts.every((text) => typeof text === "string" && text !== ""))
    return texts.map(String);
  parent.faults.push(`${pathOf(parent, key)} must be a text, or a list of texts`);
  return undefined;
}

/** Path of a setting from the root of the file. */
export const pathOf = ({ where }: Section, key: string): string => (where === "" ? key : `${where}.${key}`);

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

const said = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Puts the environment into a text: `${DATABASE_URL}`.
 * @throws Failure that names the variable that is not set
 */
export function interpolate(
  text: string,
  where: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  return text.replace(variable, (_whole, name: string) => {
    const value = environment[name];
    if (value === undefined || value === "") throw new Failure(`${where}: the variable ${name} is not set`);
    return value;
  });
}
