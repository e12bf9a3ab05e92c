/** The nightly run as a script, for cron and systemd. */
import { paths, program, type WorkflowFile, type WorkflowOptions } from "./workflow.js";

/** A value in a script, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Reads its variables from a file beside it that is not committed. */
export function script(options: WorkflowOptions): WorkflowFile {
  const text = `#!/bin/sh
# The nightly check. Written by driftline init; yours to change.
# Exit codes: 0 nothing found, 1 drift, 2 it could not be done, 3 nothing found but not everything compared.
set -eu
cd ${quoted(options.root)}

# ${options.variables.join(", ")}: one NAME=value a line. Keep it out of git, and readable by its owner alone.
if [ -f driftline/nightly.env ]; then
  set -a
  . ./driftline/nightly.env
  set +a
fi

exec ${program(options)} check ${options.target} --history ${paths.history} --report-dir ${paths.report} "$@"
`;
  return { path: "driftline/nightly.sh", text, executable: true };
}

export const environmentNote = ({ variables }: WorkflowOptions): string =>
  `put ${variables.join(", ")} into driftline/nightly.env (chmod 600, and into .gitignore): NAME='value' a line`;
