import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { regionEnds } from "../region/entered-rows.js";
import type { RunningServer } from "../servers/running-server.js";
import { type Answer, firstDifference, type Value, valuesOf } from "./answers.js";
import { wholeDocuments } from "./documents.js";
import { type QuestionName, type QuestionRequest, writes } from "./requests.js";

/** Requests of each question and viewer that all servers must answer with the same values. */
const comparedRequests = 24;

/** Requests of each question and viewer that are asked with everything the schema has. */
const comparedWhole = 6;

/** Milliseconds between two looks at whether a server is still at work, and how many looks must find nothing. */
const calmStep = 100;
const calmSteps = 3;

/** A load ends with requests under way, which a server finishes nevertheless: waits until none runs or writes. */
export async function untilCalm(client: ClientBase): Promise<void> {
  let known: string | undefined;
  for (let calm = 0; calm < calmSteps; ) {
    const { rows } = await client.query<{ busy: number; last: string }>(
      `SELECT count(*) FILTER (WHERE state <> 'idle')::integer AS busy, max(query_start)::text AS last FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name NOT LIKE 'graphile%'
          AND query NOT LIKE '%graphile_worker%' AND application_name NOT IN ('samspil-announcements', 'samspil-live') AND backend_type = 'client backend'`,
    );
    const { busy = 0, last } = rows[0] ?? {};
    calm = busy === 0 && last === known ? calm + 1 : 0;
    known = last;
    await sleep(calmStep);
  }
}

/** Takes away what questions wrote; the region is as it was loaded. */
export async function forgetWritten(client: ClientBase): Promise<void> {
  await untilCalm(client);
  await client.query("DELETE FROM relationship WHERE created_at > $1", [regionEnds]);
  await client.query("DELETE FROM message WHERE sent_at > $1", [regionEnds]);
  await client.query(
    `WITH written AS (
        UPDATE conversation AS talk SET last_activity_at = talk.created_at, last_sequence =
          (SELECT coalesce(max(message.sequence), 0) FROM message WHERE message.conversation_id = talk.id)
        WHERE talk.last_activity_at > $1 RETURNING talk.id
      ) DELETE FROM live_stream WHERE id IN (SELECT id FROM written)`,
    [regionEnds],
  );
}

/**
 * Asks every server the same and compares the values of the answers and, after proposals, the rows that they made.
 * @throws with the question, the servers and the first place where they differ
 */
export async function compareAnswers(
  client: ClientBase,
  servers: readonly RunningServer[],
  question: QuestionName,
  requests: readonly QuestionRequest[],
): Promise<void> {
  const sample = requests.slice(0, comparedRequests);
  const asked =
    question === "M1"
      ? [...sample, ...refusedProposals(sample)]
      : question === "M2"
        ? [...sample, ...refusedPosts(sample, requests)]
        : sample;
  const [yardstick, ...others] = servers;
  if (!yardstick) return;
  const answersFrom = (server: RunningServer) => answersOf(client, server, question, asked);
  const expected = await answersFrom(yardstick);
  // What one proposes, the next proposes again; what is only read is read by all at once.
  const read = writes(question) ? undefined : await Promise.all(others.map(answersFrom));
  for (const [each, server] of others.entries()) {
    const found = read?.[each] ?? (await answersFrom(server));
    for (const [place, values] of expected.entries()) {
      const difference = firstDifference(values, found[place] ?? null);
      if (difference === undefined) continue;
      const request = asked[place] ? JSON.stringify(asked[place]) : "the rows written";
      throw new Error(
        `${question}: ${yardstick.name} and ${server.name} differ at ${difference} (${request})`,
      );
    }
  }
}

/**
 * Asks the servers of one schema everything that it has where the question asks a part, and compares values and their order.
 * @throws as `compareAnswers` does
 */
export async function compareWholeAnswers(
  client: ClientBase,
  servers: readonly RunningServer[],
  question: QuestionName,
  requests: readonly QuestionRequest[],
): Promise<void> {
  const [yardstick, ...others] = servers.filter(({ offersHubSchema }) => offersHubSchema);
  for (const asked of requests.slice(0, comparedWhole)) {
    const expected = yardstick && (await wholeAnswer(yardstick, question, asked));
    if (writes(question)) await forgetWritten(client);
    for (const server of others) {
      const difference = firstDifference(expected ?? null, await wholeAnswer(server, question, asked));
      if (writes(question)) await forgetWritten(client);
      if (difference === undefined) continue;
      const names = `${yardstick?.name} and ${server.name}`;
      throw new Error(
        `Everything of ${question}: ${names} differ at ${difference} (${JSON.stringify(asked.variables)})`,
      );
    }
  }
}

async function wholeAnswer(
  server: RunningServer,
  question: QuestionName,
  asked: QuestionRequest,
): Promise<Value> {
  const { path, headers, body } = server.request(question, asked);
  const { variables } = asked;
  const input = variables.input as Answer | undefined;
  const whole = {
    ...JSON.parse(body),
    query: wholeDocuments[question],
    variables: { ...variables, from: input?.sourceId ?? variables.id },
  };
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(whole),
  });
  const { data, errors } = (await response.json()) as { data?: Answer; errors?: unknown };
  if (!data || errors)
    throw new Error(`${server.name} does not answer everything of ${question}: ${JSON.stringify(errors)}`);
  // Each server makes its own id for what is written, at its own moment.
  const isOfServer = (name: string, value: unknown) =>
    writes(question) &&
    (name === "sentAt" || (name === "id" && /^(relationship|message)_/.test(String(value))));
  return valuesOf(data, (name, value) => !isOfServer(name, value));
}

/** What a server answers, and behind it the rows that it wrote. */
async function answersOf(
  client: ClientBase,
  server: RunningServer,
  question: QuestionName,
  requests: readonly QuestionRequest[],
): Promise<Value[]> {
  const answers: Value[] = [];
  for (const request of requests) {
    const { path, headers, body } = server.request(question, request);
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body });
    const text = await response.text();
    const answer = JSON.parse(text) as { data?: Answer | null; errors?: unknown };
    if (!response.ok || !answer.data || (answer.errors && !writes(question)))
      throw new Error(
        `${server.name} answers ${question} with ${response.status}: ${text.slice(0, 500)}\n${server.log()}`,
      );
    answers.push(server.reductions[question](answer.data));
  }
  if (writes(question)) {
    answers.push(await rowsWritten(client));
    await forgetWritten(client);
  }
  return answers;
}

async function rowsWritten(client: ClientBase): Promise<Value> {
  const { rows } = await client.query<{ values: Value }>(
    `SELECT json_build_array(kind, source_id, target_id, status, proposed_by, started_on, ended_on, answered_at IS NULL,
        left(public_id, 13), (SELECT json_agg(json_build_array(end_row.actor_id, end_row.other_id, end_row.kind, end_row.status, end_row.own_level,
          end_row.other_level) ORDER BY end_row.actor_id) FROM relationship_end AS end_row WHERE end_row.relationship_id = relationship.id)) AS values
      FROM relationship WHERE created_at > $1 ORDER BY source_id, target_id, kind`,
    [regionEnds],
  );
  const messages = await client.query<{ values: Value }>(
    `SELECT json_build_array(conversation_id, sequence, account_id, actor_id, as_actor, body, client_message_id, left(public_id, 8),
        (SELECT last_sequence FROM conversation WHERE id = conversation_id),
        (SELECT json_agg(json_build_array(stream_id, kind)) FROM live_entry WHERE subject_id = message.id)) AS values
      FROM message WHERE sent_at > $1 ORDER BY conversation_id, sequence`,
    [regionEnds],
  );
  return [...rows, ...messages.rows].map(({ values }) => values);
}

/**
 * What must not be written again, or not at all: a repetition, another text under the same id, a message to where one takes no part,
 * and one to nowhere.
 */
function refusedPosts(
  [first]: readonly QuestionRequest[],
  requests: readonly QuestionRequest[],
): QuestionRequest[] {
  const input = first?.variables.input as Record<string, unknown> | undefined;
  const elsewhere = requests.find(({ variables, member }) => {
    const { conversationId } = variables.input as Record<string, unknown>;
    return conversationId !== input?.conversationId && member !== first?.member;
  });
  if (!first || !input || !elsewhere) return [];
  const asked = (changed: Record<string, unknown>) => ({
    member: first.member,
    variables: { input: { ...input, ...changed } },
  });
  const clientMessageId = "post-elsewhere";
  return [
    first,
    asked({ body: "En anden tekst" }),
    { member: elsewhere.member, variables: { input: { ...input, clientMessageId } } },
    asked({ clientMessageId, conversationId: String(input.conversationId).replace(/.{6}$/, "000000") }),
  ];
}

/** What must be refused: a proposal to oneself, one for somebody else, and one to nobody. */
function refusedProposals([first, second]: readonly QuestionRequest[]): QuestionRequest[] {
  const input = first?.variables.input as Record<string, unknown> | undefined;
  const other = second?.variables.input as Record<string, unknown> | undefined;
  if (!input || !other) return [];
  const asked = (changed: Record<string, unknown>) => ({
    member: first?.member,
    variables: { input: { ...input, ...changed } },
  });
  return [
    asked({ targetId: input.sourceId }),
    asked({ sourceId: other.sourceId, targetId: other.targetId }),
    asked({ targetId: String(input.targetId).replace(/.{6}$/, "000000") }),
  ];
}
