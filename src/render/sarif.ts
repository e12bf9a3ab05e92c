/** A comparison as SARIF 2.1.0 (OASIS), which code scanning reads: findings on the lines that are to blame. */
import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result, Suppression } from "sarif";
import type { Side } from "../diff/comparison.js";
import { severities, type Finding, type Severity } from "../finding.js";
import type { Hidden } from "../policy/judge.js";
import { ruleOf } from "../policy/codes.js";
import { version } from "../source/version.js";
import { detail, sentence } from "./detail.js";
import { identified, type Identified } from "./fingerprint.js";
import { weightOf } from "./notes.js";
import { placeOf } from "./place.js";
import { hiddenOf, ruleWords, type Report } from "./report.js";
import { headline } from "./summary.js";

export interface SarifOptions {
  /** driftline's version, where it is not that of the program that runs. */
  readonly version?: string;
}

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  breaking: "error",
  warning: "warning",
  info: "note",
};

/** Name and version of the fingerprint: a new version where it is made of other things. */
const print = "driftlineFinding/v1";

export function renderSarif(report: Report, options: SarifOptions = {}): string {
  const hidden = new Map(
    hiddenOf(report).flatMap((item) => item.findings.map((finding) => [finding, item] as const)),
  );
  const findings = [...report.findings, ...hidden.keys()];
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "driftline",
            semanticVersion: options.version ?? version(),
            rules: codes.map((code) => rule(code, findings)),
          },
        },
        automationDetails: { id: "driftline/" },
        columnKind: "unicodeCodePoints",
        invocations: [{ executionSuccessful: true }],
        results: identified(findings).map((item) => ({
          ...result(item, report, codes),
          ...(hidden.size === 0 ? {} : { suppressions: suppressions(hidden.get(item.finding)) }),
          ...baselineState(item.finding, report),
        })),
        properties: {
          headline: headline(report),
          expected: side(report.expected),
          actual: side(report.actual),
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const side = ({ label, server, counts }: Side): Side => ({ label, server, counts });

function rule(code: string, findings: readonly Finding[]): ReportingDescriptor {
  const { title, help } = ruleOf(code);
  const [family = ""] = code.split("/");
  const worst = severities.find((severity) =>
    findings.some((finding) => finding.code === code && weightOf(finding) === severity),
  );
  return {
    id: code,
    name: pascal(code),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: `${title}.` },
    help: { text: help },
    defaultConfiguration: { level: levels[worst ?? "warning"] },
    properties: { tags: ["database", "schema", family] },
  };
}

/** `drift/missing` as a rule is named: `DriftMissing`. */
const pascal = (code: string): string =>
  code.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/gi, (_, first: string) => first.toUpperCase());

function result({ finding, id }: Identified, report: Report, codes: readonly string[]): Result {
  const location: Location = {
    physicalLocation: physical(finding, report),
    logicalLocations: [
      {
        fullyQualifiedName: finding.field === undefined ? finding.key : `${finding.key} ${finding.field}`,
        kind: "object",
      },
    ],
  };
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: levels[weightOf(finding)],
    message: { text: message([sentence(finding), ...detail(finding)].join("\n")) },
    locations: [location],
    // GitHub tells findings apart by the second name alone.
    partialFingerprints: { [print]: id, primaryLocationLineHash: id },
    properties: { group: finding.group, severity: finding.severity },
  };
}

/** What has become of a result since the run before (3.27.24). */
function baselineState(finding: Finding, { news }: Report): Pick<Result, "baselineState"> {
  const standing = news?.since === undefined ? undefined : news.standing.get(finding);
  return standing === undefined ? {} : { baselineState: standing.status === "old" ? "unchanged" : "new" };
}

/** Where one result of a run has the property, all should (3.27.23). */
function suppressions(hidden: Hidden | undefined): Suppression[] {
  if (hidden === undefined) return [];
  const { reason, terms } = ruleWords(hidden);
  return [{ kind: "external", status: "accepted", justification: `${reason} (${terms})` }];
}

function physical(finding: Finding, report: Report): PhysicalLocation {
  const { file, line, column } = placeOf(finding, report);
  return {
    artifactLocation: artifact(file),
    region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
  };
}

/** A file as a URI: relative to the root of the sources, or absolute. */
function artifact(file: string): { uri: string; uriBaseId?: string } {
  const path = file
    .replace(/^\.\//, "")
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map((part, index) => (index === 0 && /^[a-z]:$/i.test(part) ? part : encodeURIComponent(part)))
    .join("/");
  if (path.startsWith("/")) return { uri: `file://${path}` };
  return /^[a-z]:\//i.test(path) ? { uri: `file:///${path}` } : { uri: path, uriBaseId: "%SRCROOT%" };
}

/** Text that holds no link and no placeholder (3.11.5, 3.11.6): names may look like both. */
const message = (text: string): string =>
  text.replace(/\{(\d+)\}/g, "{{$1}}").replace(/\[(?=[^\]\n]*\]\()/g, "\\[");
