/** The labels of a pull request, and what a configuration calls them. */
import type { Label } from "../forge/forge.js";
import { sectionAt, type Section } from "../settings.js";

/** Labels by what they say, as a configuration knows them. */
export const meanings = ["schema-change", "schema-drift", "migration-required"] as const;
export type Meaning = (typeof meanings)[number];

/** What each label is called; undefined: it is not used. */
export type LabelNames = Readonly<Record<Meaning, string | undefined>>;

export const usualLabels: LabelNames = {
  "schema-change": "schema-change",
  "schema-drift": "schema-drift",
  "migration-required": "migration-required",
};

export const looks: Readonly<Record<Meaning, Omit<Label, "name">>> = {
  "schema-change": { color: "1d76db", description: "Changes the database schema" },
  "schema-drift": { color: "d93f0b", description: "Production is not what the migrations define" },
  "migration-required": { color: "b60205", description: "A schema change that no new migration makes" },
};

/** Reads `pr: labels:` from the root of a configuration: another name for a label, or false for none. */
export function readLabels(root: Section): LabelNames {
  const labels = sectionAt(sectionAt(root, "pr", ["labels"]), "labels", meanings);
  const nameOf = (meaning: Meaning): string | undefined => {
    const value = labels.values.get(meaning);
    if (value === undefined) return usualLabels[meaning];
    if (value === false) return undefined;
    if (typeof value === "string" && value.trim() !== "" && !value.includes(",")) return value;
    labels.faults.push(`${labels.where}.${meaning} must be the name of a label, or false`);
    return undefined;
  };
  return {
    "schema-change": nameOf("schema-change"),
    "schema-drift": nameOf("schema-drift"),
    "migration-required": nameOf("migration-required"),
  };
}
