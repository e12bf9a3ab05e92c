/** Workflows of GitHub Actions: the nightly check, and the comment on pull requests. */
import { indented, paths, program, type Workflow, type WorkflowOptions } from "./workflow.js";

export function github(options: WorkflowOptions): Workflow {
  const { target, variables } = options;
  const secrets = variables.map((name) => `${name}: \${{ secrets.${name} }}`);
  return {
    files: [
      { path: ".github/workflows/driftline-nightly.yml", text: nightly(options, secrets) },
      { path: ".github/workflows/driftline-pr.yml", text: pullRequest(options) },
    ],
    next: [
      `store ${variables.join(", ")} as secrets of the repository (Settings, Secrets and variables, Actions)`,
      `commit snapshots/${target}.yaml, so that pull requests are compared with it: driftline snapshot ${target} -o snapshots/${target}.yaml`,
    ],
  };
}

const nightly = (
  options: WorkflowOptions,
  secrets: readonly string[],
): string => `# Is the database that runs the one that the migrations define? Written by driftline init; yours to change.
name: Schema drift

on:
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:

permissions:
  contents: read
  issues: write # for notify: issue

concurrency:
  group: driftline-nightly

jobs:
  drift:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: actions/cache/restore@v4
        with:
          path: .driftline
          key: driftline-history-\${{ github.run_id }}
          restore-keys: driftline-history-
      - name: Check
        run: ${program(options)} check ${options.target} --history ${paths.history} --report-dir ${paths.report}
        env:
${indented([...secrets, "GITHUB_TOKEN: ${{ github.token }}"], 10)}
      # What follows also runs where there is drift: that is exit code 1.
      - if: always()
        run: test ! -f ${paths.report}/report.md || head -c 900000 ${paths.report}/report.md >> "$GITHUB_STEP_SUMMARY"
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: .driftline
          key: driftline-history-\${{ github.run_id }}-\${{ github.run_attempt }}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: driftline-report
          path: ${paths.report}
          if-no-files-found: ignore
`;

const pullRequest = (
  options: WorkflowOptions,
): string => `# What a pull request does to the schema, as a comment. Written by driftline init; yours to change.
name: Schema changes

on: pull_request

permissions:
  contents: read
  issues: write # for labels that are not there yet
  pull-requests: write

concurrency:
  group: driftline-pr-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  schema:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Comment
        run: ${program(options)} pr ${options.target} -o driftline-pr.md
        env:
          GITHUB_TOKEN: \${{ github.token }}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: driftline-pr
          path: driftline-pr.md
          if-no-files-found: ignore
`;
