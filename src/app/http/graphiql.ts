import type { IncomingMessage, ServerResponse } from "node:http";
import { sendText } from "./responses.js";
import { GRAPHIQL_POLICY } from "./security-headers.js";

/** Where GraphiQL's page is; its files lie below. */
export const GRAPHIQL_PATH = "/graphiql";

/** What the editor shows at first. */
export const GRAPHIQL_DEFAULT_QUERY = `# Velkommen til Samspil.
# Kør forespørgslen med afspil-knappen eller Ctrl+Enter.
# Bogikonet til venstre beskriver alle felter.
#
# Welcome to Samspil.
# Run the query with the play button or Ctrl+Enter.
# The book icon on the left describes every field.

query FirstActors {
  actors(first: 5) {
    totalCount
    nodes {
      name
      kind
      municipality {
        name
      }
    }
  }
}
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Samspil GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${GRAPHIQL_PATH}/graphiql.css">
</head>
<body class="no-focus-outline">
<noscript><p lang="da">GraphiQL kræver JavaScript.</p><p>GraphiQL needs JavaScript.</p></noscript>
<div id="root"></div>
<script src="${GRAPHIQL_PATH}/start.js"></script>
<script src="${GRAPHIQL_PATH}/graphiql.js"></script>
<script src="${GRAPHIQL_PATH}/show.js"></script>
</body>
</html>
`;

/** Runs before the editor: says where its workers are, by the names that it asks for. */
const START_SCRIPT = `self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, name) => "${GRAPHIQL_PATH}/" + name + ".worker.js",
};
`;

/** Runs after it: shows the editor. Cookies go along, since page and endpoint have one origin. */
const SHOW_SCRIPT = `YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), {
  ...${JSON.stringify({
    endpoint: "/graphql",
    credentials: "same-origin",
    title: "Samspil GraphiQL",
    // As `defaultQuery` it would show once, and every later visit would open an empty tab.
    query: GRAPHIQL_DEFAULT_QUERY,
    subscriptionsProtocol: "WS",
  })},
  // Whole, since not every browser opens a WebSocket at a path.
  subscriptionsEndpoint: new URL("/graphql", location.href).href,
});
`;

interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
  readonly etag: string;
}

const SCRIPT_TYPE = "text/javascript; charset=utf-8";
let assets: Promise<ReadonlyMap<string, Asset>> | undefined;

/** Loads GraphiQL's files (9 MB, out of the npm package that bundles them) when the first of them is asked for. */
async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { createHash } = await import("node:crypto");
  const bundle = await import("@graphql-yoga/render-graphiql/graphiql");
  const asset = (contentType: string, text: string): Asset => {
    const content = Buffer.from(text);
    return { contentType, content, etag: `"${createHash("sha256").update(content).digest("base64url")}"` };
  };
  return new Map([
    ["graphiql.css", asset("text/css; charset=utf-8", bundle.css)],
    ["graphiql.js", asset(SCRIPT_TYPE, bundle.js)],
    ["start.js", asset(SCRIPT_TYPE, START_SCRIPT)],
    ["show.js", asset(SCRIPT_TYPE, SHOW_SCRIPT)],
    ["editorWorkerService.worker.js", asset(SCRIPT_TYPE, bundle.editorWorkerService)],
    ["json.worker.js", asset(SCRIPT_TYPE, bundle.jsonWorker)],
    ["graphql.worker.js", asset(SCRIPT_TYPE, bundle.graphqlWorker)],
  ]);
}

/** Sends GraphiQL's page. */
export function sendGraphiqlPage(response: ServerResponse): void {
  sendText(response, 200, "text/html; charset=utf-8", PAGE, { "content-security-policy": GRAPHIQL_POLICY });
}

/** Sends one of GraphiQL's files. Answers false when there is none of that name. */
export async function sendGraphiqlAsset(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<boolean> {
  assets ??= loadAssets();
  const asset = (await assets).get(name);
  if (!asset) return false;
  // Workers take their content policy from their own response.
  const headers = {
    etag: asset.etag,
    "cache-control": "no-cache",
    "content-security-policy": GRAPHIQL_POLICY,
  };
  if (request.headers["if-none-match"] === asset.etag) response.writeHead(304, headers).end();
  else sendText(response, 200, asset.contentType, asset.content, headers);
  return true;
}
