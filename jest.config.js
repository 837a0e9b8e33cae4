/** Tests are ES modules compiled by swc; API tests talk to the built server in a child process. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  globalSetup: "<rootDir>/tests/testkit/global-setup.ts",
  globalTeardown: "<rootDir>/tests/testkit/global-teardown.ts",
  testSequencer: "<rootDir>/tests/testkit/longest-first.mjs",
  testTimeout: 300_000,
  maxWorkers: 2,
};
