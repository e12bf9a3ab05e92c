import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/servers/global-setup.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: Math.max(2, availableParallelism()),
    // As the command line has it: see src/cli.ts.
    execArgv: ["--liftoff-only"],
    // So that a hash of a secret is the same in every run.
    env: { DRIFTLINE_SECRET_KEY: "a key for the tests of driftline" },
  },
});
