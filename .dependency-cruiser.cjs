/**
 * Which file may import which: app -> domains -> platform, and the domains in their order.
 * tests/architecture/module-boundaries.test.ts proves that each rule fails when it is broken.
 */

/** A domain may import those before it. A new domain is added here. */
const domainOrder = ["places", "vocabularies", "accounts", "actors", "inbox", "notifications", "network", "attachments", "messaging", "search", "demo"];

/** The files of a domain that other domains may import. */
const openToOtherDomains = "\\.(queries|commands|read|type|enums)\\.ts$";

/** Packages that consist of types (installed as @types/NAME): there is nothing else to find. */
const { dependencies, devDependencies } = require("./package.json");
const typesOnly = Object.keys(devDependencies)
  .filter((name) => name.startsWith("@types/"))
  .map((name) => name.slice("@types/".length))
  .filter((name) => !(name in dependencies) && !(name in devDependencies));

/** Builds an error rule. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    forbid("no-cycles", "Files that need each other are one file, or lack a third.", {}, { circular: true }),
    forbid(
      "no-unresolved",
      "Every import leads somewhere.",
      {},
      { couldNotResolve: true, pathNot: `^(${typesOnly.join("|")})$` },
    ),
    forbid(
      "no-development-packages",
      "The product runs without devDependencies.",
      { path: "^(src|migrations)/" },
      { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    ),
    forbid("product-not-to-tests", "The product does not know its tests.", { path: "^src/" }, { path: "^tests/" }),
    forbid(
      "platform-stands-alone",
      "The platform knows neither domains nor the application.",
      { path: "^src/platform/" },
      { path: "^src/(?!platform/)" },
    ),
    forbid(
      "domains-not-to-app",
      "Domains are composed by the application and do not know it.",
      { path: "^src/domains/" },
      { path: "^src/(?!platform/|domains/)" },
    ),
    forbid(
      "only-the-start-imports-app",
      "The application is composed once.",
      { path: "^src/", pathNot: "^src/(app/|main\\.ts$)" },
      { path: "^src/app/" },
    ),
    forbid(
      "resolvers-delegate",
      "A resolver reads through declarations and writes through a service; it runs no SQL.",
      { path: "\\.resolver\\.ts$" },
      { path: "^src/platform/database/|\\.repository\\.ts$" },
    ),
    forbid(
      "every-domain-has-its-place",
      "A domain stands in domainOrder of .dependency-cruiser.cjs.",
      { path: `^src/domains/(?!(${domainOrder.join("|")})/)` },
      {},
    ),
    ...domainOrder.slice(0, -1).map((domain, place) =>
      forbid(
        `domain-order-${domain}`,
        `${domain} comes before what it imports here; later domains register with earlier ones.`,
        { path: `^src/domains/${domain}/` },
        { path: `^src/domains/(${domainOrder.slice(place + 1).join("|")})/` },
      ),
    ),
    forbid(
      "domains-by-their-doors",
      "Another domain is asked through its queries, acted on through its commands, named by its types.",
      { path: "^src/domains/([^/]+)/" },
      { path: "^src/domains/", pathNot: ["^src/domains/$1/", openToOtherDomains] },
    ),
    forbid(
      "app-not-to-tables",
      "The application composes modules; tables and their SQL are a domain's own.",
      { path: "^src/(app/|main\\.ts$)" },
      { path: "\\.(entity|repository)\\.ts$" },
    ),
    forbid(
      "app-without-sql",
      "SQL over a table stands behind a door of a domain or of the platform.",
      { path: "^src/(app/|main\\.ts$)" },
      { path: "^src/platform/database/sql\\.ts$|node_modules/pg-sql2/" },
    ),
    forbid(
      "types-without-tables",
      "A GraphQL class says nothing about storage.",
      { path: "\\.(type|input)\\.ts$" },
      { path: "node_modules/(typeorm|pg)/|\\.(entity|repository)\\.ts$" },
    ),
    forbid(
      "tables-without-types",
      "An entity says nothing about the API.",
      { path: "\\.entity\\.ts$" },
      { path: "node_modules/(type-graphql|graphql)/|\\.(type|input|resolver)\\.ts$" },
    ),
  ],
  options: {
    // TypeScript 7 has no stable compiler API.
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    // start.mjs imports the build, which need not exist.
    exclude: { path: "^(dist|src/start\\.mjs)" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".json"],
    },
    skipAnalysisNotInRules: true,
  },
};
