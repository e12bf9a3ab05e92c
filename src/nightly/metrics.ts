/** Numbers of a run as OpenMetrics text, for the textfile collector of Prometheus' node exporter. */
import { isGap, isPolicy, severities } from "../finding.js";
import { newsCounts } from "../render/news.js";
import { exitCodeOf, hiddenCount, type Report } from "../render/report.js";
import { version } from "../source/version.js";
import { bySeverity, drifted, objects } from "../render/summary.js";

export interface MetricsOptions {
  readonly target: string;
  /** When the check was made: ISO 8601. */
  readonly at: string;
  /** Seconds that it took. */
  readonly duration: number;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

/** All are gauges. Nothing carries a time of its own: the collector refuses that. */
export function renderMetrics(report: Report, { target, at, duration }: MetricsOptions): string {
  const counts = bySeverity(drifted(report));
  const families = [
    family(
      "driftline_findings",
      "Differences between migrations and database, by severity.",
      severities.map((severity) => [{ target, severity }, counts[severity]]),
    ),
    family("driftline_not_compared", "Things that could not be compared.", [
      [{ target }, report.findings.filter(isGap).length],
    ]),
    family("driftline_ignored", "Findings that rules of the configuration hide.", [
      [{ target }, hiddenCount(report)],
    ]),
    family("driftline_rules_to_look_at", "Rules of the configuration that have expired or hide nothing.", [
      [{ target }, report.findings.filter(isPolicy).length],
    ]),
    ...(report.news === undefined
      ? []
      : [
          family(
            "driftline_news",
            "Findings by what became of them since the run before.",
            Object.entries(newsCounts(report.news)).map(([status, count]): Sample => [
              { target, status },
              count,
            ]),
          ),
        ]),
    family("driftline_objects", "Objects that were compared, by side.", [
      [{ target, side: "expected" }, objects(report.expected)],
      [{ target, side: "actual" }, objects(report.actual)],
    ]),
    family("driftline_exit_code", "Exit code of the check.", [[{ target }, exitCodeOf(report)]]),
    family("driftline_last_check_timestamp_seconds", "When the check was made.", [
      [{ target }, Date.parse(at) / 1000],
    ]),
    family("driftline_check_duration_seconds", "How long the check took.", [[{ target }, duration]]),
    family("driftline_build_info", "Version of driftline.", [[{ version: version() }, 1]]),
  ];
  return `${families.join("\n")}\n# EOF\n`;
}

const family = (name: string, help: string, samples: readonly Sample[]): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${labelText(labels)}} ${value}`),
  ].join("\n");

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");

/** As the exposition format escapes values of labels; other control characters it takes as they are. */
const escaped = (value: string): string =>
  value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replace(/\p{Cs}/gu, "\ufffd");
