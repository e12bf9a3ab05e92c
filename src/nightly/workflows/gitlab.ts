/** Jobs of GitLab CI: the nightly check in a scheduled pipeline, and the note on merge requests. */
import { paths, program, type Workflow, type WorkflowOptions } from "./workflow.js";

const file = ".gitlab/driftline.gitlab-ci.yml";

export function gitlab(options: WorkflowOptions): Workflow {
  return {
    files: [{ path: file, text: jobs(options) }],
    next: [
      `include it in .gitlab-ci.yml: include: [{ local: ${file} }]`,
      `store ${options.variables.join(", ")} and GITLAB_TOKEN (a project access token with the scope api) as masked CI/CD variables`,
      "make a pipeline schedule for every night (Build, Pipeline schedules)",
    ],
  };
}

const jobs = (options: WorkflowOptions): string => `# Written by driftline init; yours to change.
driftline-nightly:
  # Is the database that runs the one that the migrations define?
  stage: test
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  timeout: 30 minutes
  resource_group: driftline-nightly
  cache:
    key: driftline-history
    paths: [.driftline/]
    when: always
  script:
    - ${program(options)} check ${options.target} --history ${paths.history} --report-dir ${paths.report}
  artifacts:
    when: always
    expose_as: Schema drift
    paths: [${paths.report}/]
    reports:
      codequality: ${paths.report}/report.gitlab.json
      junit: ${paths.report}/report.junit.xml

driftline-merge-request:
  # What a merge request does to the schema, as a note on it.
  stage: test
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0
  script:
    - ${program(options)} pr ${options.target} -o driftline-pr.md
  artifacts:
    when: always
    paths: [driftline-pr.md]
`;
