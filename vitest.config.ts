import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/servers/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // So that a hash of a secret is the same in every run.
    env: { DRIFTLINE_SECRET_KEY: "a key for the tests of driftline" },
  },
});
