/** Rules for make, to be included in a Makefile. */
import { paths, program, type Workflow, type WorkflowOptions } from "./workflow.js";

export function make(options: WorkflowOptions): Workflow {
  return {
    files: [{ path: "driftline.mk", text: rules(options) }],
    next: ["in your Makefile: include driftline.mk"],
  };
}

const rules = (
  options: WorkflowOptions,
): string => `# Written by driftline init; yours to change. In a Makefile: include driftline.mk
DRIFTLINE ?= ${program(options)}
DRIFTLINE_TARGET ?= ${options.target}

.PHONY: drift drift-report drift-selftest schema-snapshot schema-baseline schema-pr

drift: ## Is the database the one that the migrations define?
	$(DRIFTLINE) check $(DRIFTLINE_TARGET)

drift-report: ## The same, in every format, with what is new
	$(DRIFTLINE) check $(DRIFTLINE_TARGET) --report-dir ${paths.report} --history ${paths.history}

drift-selftest: ## Proof that the check can fail
	$(DRIFTLINE) selftest $(DRIFTLINE_TARGET)

schema-snapshot: ## The schema of the database, to commit
	$(DRIFTLINE) snapshot $(DRIFTLINE_TARGET) -o snapshots/$(DRIFTLINE_TARGET).yaml

schema-baseline: ## The database as one proven SQL file
	$(DRIFTLINE) baseline $(DRIFTLINE_TARGET) -o $(DRIFTLINE_TARGET).baseline.sql

schema-pr: ## What this branch does to the schema, as its pull request will say
	$(DRIFTLINE) pr $(DRIFTLINE_TARGET) --dry-run
`;
