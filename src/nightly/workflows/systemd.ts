/** A systemd service and the timer that starts it. */
import { environmentNote, script } from "./script.js";
import type { Workflow, WorkflowOptions } from "./workflow.js";

export function systemd(options: WorkflowOptions): Workflow {
  return {
    files: [
      script(options),
      { path: "driftline/driftline.service", text: service(options) },
      { path: "driftline/driftline.timer", text: timer },
    ],
    next: [
      environmentNote(options),
      "say in driftline/driftline.service as which user it runs",
      "sudo systemctl link $PWD/driftline/driftline.service && sudo systemctl enable --now $PWD/driftline/driftline.timer",
    ],
  };
}

/** In a unit, % begins a specifier, and quotes and backslashes are escaped (systemd.service, systemd.syntax). */
const unit = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%");

const service = ({ root }: WorkflowOptions): string => `# Written by driftline init; yours to change.
[Unit]
Description=Is the database the one that the migrations define?
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
# Exit code 1 is drift: the unit is shown as failed, and what OnFailure= names is started.
ExecStart=/bin/sh "${unit(root).replaceAll("$", "$$$$")}/driftline/nightly.sh"
# User=deploy
Nice=10
PrivateTmp=yes
TimeoutStartSec=30min
`;

const timer = `# Written by driftline init; yours to change.
[Unit]
Description=The nightly check of the schema

[Timer]
OnCalendar=*-*-* 03:17:00
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
`;
