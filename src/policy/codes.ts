/** What each code of a finding stands for, in words: for formats that list their rules. */

export interface Rule {
  readonly title: string;
  readonly help: string;
}

const rules: Readonly<Record<string, Rule>> = {
  "drift/missing": {
    title: "What the expected side defines is not in the database",
    help: "Apply the migration that makes it; if it is not wanted any more, write one that drops it.",
  },
  "drift/unexpected": {
    title: "The database has something that the expected side does not define",
    help: "Write a migration that makes it, so that it is on record; or drop it.",
  },
  "drift/changed": {
    title: "Both sides have it, and it differs",
    help: "Bring the database back with a migration, or write one that makes the change official.",
  },
  "drift/renamed": {
    title: "The same definition stands under another name",
    help: "Write a migration that renames it, or give it its name back.",
  },
  "drift/order": {
    title: "The same parts stand in another order",
    help: "Name the columns in every statement; the order changes only when the table is made anew.",
  },
  "gap/unmodelled": {
    title: "Something exists that driftline does not compare",
    help: "Look at it yourself: that nothing else was found says nothing about it.",
  },
  "gap/unreadable": {
    title: "A catalog could not be read",
    help: "Grant the role that driftline connects as what the message names.",
  },
  "gap/skipped": {
    title: "A statement of the migrations was passed over",
    help: "Replay on a server of your own, --shadow postgres://…, or make sure that the statement does not matter.",
  },
  "gap/lacking": {
    title: "The shadow lacks an extension that the migrations make",
    help: "Replay on a server that has it: --shadow postgres://…",
  },
  "gap/unsure": {
    title: "It may be drift, or only look like it because a statement of the migrations was passed over",
    help: "Replay on a server that has what the statement wants: --shadow postgres://…",
  },
  "gap/secret": {
    title: "Two sides were not read with one key, so that their secrets cannot be compared",
    help: "Set DRIFTLINE_SECRET_KEY to a text of your own wherever driftline reads a database.",
  },
  "gap/unsettled": {
    title:
      "Two majors of PostgreSQL print a definition in two ways, and it was not settled whether they differ",
    help: "Name a server that can hold both: --shadow postgres://…",
  },
  "skew/default": {
    title: "Two releases of TimescaleDB have different defaults, which may explain a difference",
    help: "Compare on one release to know, or write the setting down, so that every release has the same.",
  },
  "skew/implicit": {
    title: "One release of TimescaleDB makes something by itself that another does not",
    help: "Compare on one release to know, or write it down, so that every release has the same.",
  },
  "ops/job-failing": {
    title: "A job failed when it ran last",
    help: "Look at timescaledb_information.job_errors.",
  },
  "ops/job-disabled": {
    title: "A policy is there, but its job never runs",
    help: "Let it run, or remove the policy.",
  },
  "ops/policy-orphaned": {
    title: "A policy is there, but what it works on is off",
    help: "Remove the policy.",
  },
  "ops/compression-without-policy": {
    title: "Compression is on, but no policy compresses chunks",
    help: "Add a policy.",
  },
  "ops/aggregate-never-refreshed": {
    title: "A continuous aggregate has no refresh policy",
    help: "Add a policy.",
  },
  "ops/dropped-before-aggregated": {
    title: "Rows are dropped before a continuous aggregate is refreshed over them",
    help: "Refresh earlier, or keep the rows longer.",
  },
  "ops/retention-within-refresh": {
    title: "A continuous aggregate is refreshed over rows that retention has dropped",
    help: "Let the refresh window begin after the retention's.",
  },
  "ops/chunk-interval": {
    title: "The indexes of the chunks that are written do not fit into shared_buffers",
    help: "Shorten the chunk interval.",
  },
  "ops/unreadable": {
    title: "A database could not be asked how it runs",
    help: "Grant the role what the message names, or leave it out with --no-ops.",
  },
  "policy/expired": {
    title: "A rule that hides findings has expired",
    help: "Mend what it hid and delete the rule, or decide anew how long to live with it.",
  },
  "policy/unused": {
    title: "A rule hides nothing",
    help: "Delete the rule: the debt is paid. If it is not, correct its pattern.",
  },
  "collision/fails": {
    title: "A new migration fails on a copy of production",
    help: "Write the migration for what production has.",
  },
  "collision/differs": {
    title: "Production has, or would keep, another definition than the branch wants",
    help: "Write the migration for what production has: alter it, or drop it first.",
  },
  "collision/lacks": {
    title: "The branch changes or drops what production does not have",
    help: "Apply the earlier migration that makes it first, or use IF EXISTS.",
  },
  "collision/already": {
    title: "Production has it already, as the branch wants it",
    help: "Use IF NOT EXISTS, or record the migration as applied there.",
  },
  "migration/edited": {
    title: "A merged migration is edited",
    help: "Put the file back as it was, and write what should change as a new migration.",
  },
  "migration/removed": {
    title: "A merged migration is removed",
    help: "Put the file back, and take back what it did by a new migration.",
  },
  "migration/renamed": {
    title: "A merged migration has another name",
    help: "Give the file its name back.",
  },
  "migration/late": {
    title: "A new migration stands before one that is merged",
    help: "Give the file the next number.",
  },
  "migration/required": {
    title: "Production changed, and no migration says so",
    help: "Write a migration that makes the change, so that it is on record; or undo it.",
  },
};

/** All codes, by family. */
export const ruleCodes: readonly string[] = Object.keys(rules);

/** The rule of a code; one that is not listed speaks for itself. */
export const ruleOf = (code: string): Rule =>
  rules[code] ?? { title: code, help: "See the message of the finding." };
