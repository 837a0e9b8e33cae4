/**
 * The limit: what a request costs at least on this database with one server process. A bare `node:http` handler sends the
 * JSON text that one hand-written prepared statement answers. `POST /QUESTION` with the question's variables as JSON.
 */
import { createServer } from "node:http";
import { Pool } from "pg";
import { typeid } from "typeid-js";
import { databaseOptions, readSettings, tellReady } from "./server-process.mjs";
import { limitStatements } from "./sql/limit-statements.mjs";
import { postValues } from "./sql/messages.mjs";
import { refusalOf } from "./sql/proposal.mjs";

const { databaseUrl, connections } = readSettings();
const pool = new Pool({
  connectionString: databaseUrl,
  max: connections,
  options: databaseOptions,
});

const account = (place) => `$${place}::uuid`;
/** By question, then for a stranger and for a member, whose account is the last parameter. */
const statements = Object.fromEntries(
  Object.entries(limitStatements).map(([question, statement]) => {
    const parameters = statement(null).values({}).length;
    const forStranger = { ...statement(null), name: `${question}-stranger` };
    const forMember = { ...statement(account(parameters + 1)), name: `${question}-member` };
    return [question, { forStranger, forMember }];
  }),
);

async function read(question, variables, accountId) {
  const { forStranger, forMember } = statements[question];
  const { name, text, values } = accountId ? forMember : forStranger;
  const parameters = values(variables);
  if (accountId) parameters.push(accountId);
  const { rows } = await pool.query({ name, text, values: parameters });
  return rows[0].json;
}

const proposal = {
  name: "M1",
  text: `SELECT '{"data":{"proposeRelationship":' || row_to_json(payload)::text || '}}' AS json FROM (
    SELECT CASE WHEN made.code IS NULL THEN (SELECT row_to_json(shown) FROM (SELECT $3::text AS id, $4::text AS kind, made.status,
        (SELECT row_to_json(named) FROM (SELECT made.source_name AS name) AS named) AS source,
        (SELECT row_to_json(named) FROM (SELECT made.target_name AS name) AS named) AS target) AS shown) END AS relationship,
      (SELECT coalesce(json_agg(refusal), '[]') FROM (SELECT made.code WHERE made.code IS NOT NULL) AS refusal) AS "userErrors"
    FROM bench.propose_relationship($1, $2, $3, $4, $5, $6, $7) AS made) AS payload`,
};

async function propose({ input }, accountId) {
  const id = typeid("relationship");
  const { kind, sourceId, targetId, startedOn = null } = input;
  try {
    const values = [accountId, id.toUUID(), id.toString(), kind, sourceId, targetId, startedOn];
    const { rows } = await pool.query({ ...proposal, values });
    return rows[0].json;
  } catch (error) {
    const code = refusalOf(error);
    if (!code) throw error;
    return JSON.stringify({ data: { proposeRelationship: { relationship: null, userErrors: [{ code }] } } });
  }
}

const post = {
  name: "M2",
  text: `SELECT '{"data":{"sendMessage":' || row_to_json(payload)::text || '}}' AS json FROM (
    SELECT CASE WHEN sent.code IS NULL THEN (SELECT row_to_json(shown) FROM (SELECT sent.public_id AS id, sent.sequence, sent.body,
        (SELECT row_to_json(named) FROM (SELECT sent.sender_name AS "displayName") AS named) AS sender) AS shown) END AS message,
      (SELECT coalesce(json_agg(refusal), '[]') FROM (SELECT sent.code WHERE sent.code IS NOT NULL) AS refusal) AS "userErrors"
    FROM bench.post_message($1, $2, $3, $4, $5, $6, $7) AS sent) AS payload`,
};

async function send({ input }, accountId) {
  const { rows } = await pool.query({ ...post, values: postValues(accountId, typeid("message"), input) });
  return rows[0].json;
}

const writing = { M1: propose, M2: send };

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", async () => {
    try {
      const question = request.url.slice(1);
      const accountId = request.headers["x-account-id"];
      const variables = JSON.parse(body);
      const write = writing[question];
      const text = await (write ? write(variables, accountId) : read(question, variables, accountId));
      response.writeHead(200, {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
      response.writeHead(500).end();
    }
  });
});
// Longer than any pause between two timings.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => tellReady(server.address().port));
