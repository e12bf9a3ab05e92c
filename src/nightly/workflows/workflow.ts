/** What every ready workflow is made of. Each platform has a file beside this one. */

export interface WorkflowFile {
  /** Relative to the folder of the configuration. */
  readonly path: string;
  readonly text: string;
  /** Whether it is a program. */
  readonly executable?: boolean;
}

export interface Workflow {
  readonly files: readonly WorkflowFile[];
  /** What is left to do by hand, a line each. */
  readonly next: readonly string[];
}

export interface WorkflowOptions {
  /** driftline's version. */
  readonly version: string;
  /** Name of a target: letters, digits, `_`, `.` and `-`. */
  readonly target: string;
  /** Variables of the environment that the configuration names. */
  readonly variables: readonly string[];
  /** Folder of the configuration, absolute. */
  readonly root: string;
}

/** Where a nightly run keeps what it knows, and where it puts its report. */
export const paths = { history: ".driftline/history.jsonl", report: "driftline-report" };

export const program = ({ version }: WorkflowOptions): string => `npx --yes driftline@${version}`;

/** Lines of a text, set in. */
export const indented = (lines: readonly string[], spaces: number): string =>
  lines.map((line) => `${" ".repeat(spaces)}${line}`).join("\n");
