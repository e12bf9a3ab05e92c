/** A report as JSON, for programs. The shape is documented in docs/json.md; `format` changes when it does. */
import { isGap, isNote, isPolicy, type Finding } from "../finding.js";
import type { Hidden } from "../policy/judge.js";
import { newsCounts, type News } from "./news.js";
import { exitCodeOf, failOnOf, hiddenCount, hiddenOf, type Report } from "./report.js";
import { bySeverity, drifted } from "./summary.js";

export const jsonFormat = 1;

export function renderJson(report: Report): string {
  const found = drifted(report);
  return `${JSON.stringify(
    {
      format: jsonFormat,
      status: found.length > 0 ? "drift" : report.gaps ? "incomplete" : "same",
      exit_code: exitCodeOf(report),
      summary: {
        differences: found.length,
        ...bySeverity(found),
        gaps: report.findings.filter(isGap).length,
        notes: report.findings.filter(isNote).length,
        rules: report.findings.filter(isPolicy).length,
        ignored: hiddenCount(report),
      },
      expected: report.expected,
      actual: report.actual,
      findings: report.findings.map((finding) => ({ ...finding, ...standingOf(finding, report) })),
      ...(report.news === undefined ? {} : { news: newsOf(report.news) }),
      fail_on: failOnOf(report),
      ignored: hiddenOf(report).map(ignored),
    },
    null,
    2,
  )}\n`;
}

function standingOf(
  finding: Finding,
  { news }: Report,
): { readonly status?: string; readonly first_seen?: string } {
  const standing = news?.standing.get(finding);
  return standing === undefined ? {} : { status: standing.status, first_seen: standing.first };
}

const newsOf = (news: News): object => ({
  since: news.since,
  ...newsCounts(news),
  gone: news.fixed.map(({ code, severity, key, field, message, first, last }) => ({
    ...{ code, severity, key, field, message },
    first_seen: first,
    last_seen: last,
  })),
});

const ignored = ({
  rule: { match, code, field, targets, reason, owner, until, place },
  findings,
}: Hidden): object => ({
  match,
  code,
  field,
  targets,
  reason,
  owner,
  until,
  file: place.file,
  line: place.line,
  count: findings.length,
  findings,
});
