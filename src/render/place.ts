/** The place in a file that a finding is shown at, for formats that want one for each. */
import type { Finding, Location } from "../finding.js";
import type { Report } from "./report.js";

/** Stands for the target where no file defines what was found. */
const configuration = "driftline.yaml";

/**
 * The statement to blame. Without one (nothing in the migrations makes what is unexpected) it is the beginning of the
 * file that shows it: the snapshot that was compared, else the configuration that names the database.
 */
export function placeOf({ blame }: Finding, { expected, actual }: Report): Location {
  if (blame !== undefined) return { file: slashes(blame.file), line: blame.line, ...columnOf(blame) };
  const file = [actual.label, expected.label].find(isFile) ?? configuration;
  return { file: slashes(file), line: 1 };
}

const columnOf = ({ column }: Location): { readonly column?: number } =>
  column === undefined ? {} : { column };

const isFile = (label: string): boolean => !label.includes("://") && /\.(?:ya?ml|sql)$/i.test(label);

const slashes = (file: string): string => file.replaceAll("\\", "/");
