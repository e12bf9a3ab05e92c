/** A crontab for the nightly check. */
import { environmentNote, script } from "./script.js";
import type { Workflow, WorkflowOptions } from "./workflow.js";

export function cron(options: WorkflowOptions): Workflow {
  return {
    files: [script(options), { path: "driftline/driftline.cron", text: crontab(options) }],
    next: [environmentNote(options), "(crontab -l; cat driftline/driftline.cron) | crontab -"],
  };
}

/** In a crontab an unescaped % ends the command; what follows is its input. */
const crontab = ({
  root,
}: WorkflowOptions): string => `# Every night at 03:17: cron mails the report where something is found.
# Written by driftline init; yours to change.
17 3 * * * out=$('${`${root}/driftline/nightly.sh`.replaceAll("'", `'\\''`).replaceAll("%", "\\%")}' 2>&1) || echo "$out"
`;
