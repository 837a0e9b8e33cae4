import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { serverProgram } from "../testkit/test-run.js";

/** What most requests never need, and memory would be taken for. */
const loadedWhenUsed = [
  "@graphql-yoga/render-graphiql",
  "@node-rs/argon2",
  "better-auth",
  "file-type",
  "flydrive",
  "jsonld",
  "kysely",
  "nodemailer",
  "sharp",
];

test("a server starts without the packages that are loaded when they are used", async () => {
  const compiled = pathToFileURL(join(serverProgram, "..", "app", "serve.js")).href;
  // V8 tells of every script, whichever way it was imported.
  const program = `
    import "reflect-metadata";
    import { Session } from "node:inspector";
    const urls = [];
    const session = new Session();
    session.connect();
    session.on("Debugger.scriptParsed", ({ params }) => urls.push(params.url));
    session.post("Debugger.enable");
    await import(${JSON.stringify(compiled)});
    const names = urls.map((url) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]).filter(Boolean);
    console.log(JSON.stringify([...new Set(names)]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  const loaded: string[] = JSON.parse(stdout);
  expect(loaded).toEqual(expect.arrayContaining(["graphql", "pg", "typeorm"]));
  expect(loaded.filter((name) => loadedWhenUsed.includes(name))).toEqual([]);
});
