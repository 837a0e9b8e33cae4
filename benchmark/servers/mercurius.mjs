/**
 * Mercurius at its best: queries compiled by its JIT at first use, loaders that batch what hangs on rows, prepared statements
 * over `pg` that read only what is asked, no log.
 */
import Fastify from "fastify";
import mercurius from "mercurius";
import { Pool } from "pg";
import { typeid } from "typeid-js";
import { mercuriusLoaders } from "./mercurius-loaders.mjs";
import { databaseOptions, readSettings, tellReady } from "./server-process.mjs";
import { firstActors, pathBetween, relatedToBoth } from "./sql/limit-statements.mjs";
import { messageWithSender, moment, postValues, readsConversation, senderName } from "./sql/messages.mjs";
import { refusalOf } from "./sql/proposal.mjs";
import { firstDocuments, highlight } from "./sql/search.mjs";
import { seesField } from "./sql/visibility.mjs";

const { databaseUrl, connections } = readSettings();
const pool = new Pool({
  connectionString: databaseUrl,
  max: connections,
  options: databaseOptions,
});

const schema = `
  enum ActorKind { MUSIC_SCHOOL VENUE FESTIVAL REHEARSAL_ASSOCIATION ARTIST CULTURE_OFFICE KNOWLEDGE_PARTNER ASSOCIATION }
  enum RelationshipKind { COLLABORATES_WITH MEMBER_OF TEACHES_AT PLAYS_AT REHEARSES_AT HOSTS MENTORS PARTNER_OF CO_ORGANISES GREW_OUT_OF OUTGROWN_TO }
  enum RelationshipStatus { PROPOSED CONFIRMED DECLINED ENDED }
  type Municipality { name: String! }
  type Genre { label: String! }
  type Actor {
    id: ID!
    name: String!
    kind: ActorKind!
    about: String
    municipality: Municipality
    genres: [Genre!]!
    relationshipCount: Int!
    relationships(first: Int = 20): RelationshipConnection!
    mutualActors(with: ID!, first: Int = 20): ActorConnection!
  }
  type ActorConnection { nodes: [Actor!]! }
  type Relationship {
    id: ID!
    kind: RelationshipKind!
    phrase(from: ID!): String!
    startedOn: String
    status: RelationshipStatus!
    source: Actor!
    target: Actor!
  }
  type RelationshipConnection { nodes: [Relationship!]! }
  union SearchNode = Actor
  type SearchHit { highlight: String node: SearchNode }
  type SearchConnection { nodes: [SearchHit!]! }
  type NetworkStep { actor: Actor! phrase: String }
  type NetworkPath { length: Int! steps: [NetworkStep!]! }
  type Conversation { id: ID! subject: String lastSequence: Int! messages(last: Int = 20): MessageConnection! }
  type Message { id: ID! sequence: Int! body: String sentAt: String! deletedAt: String sender: MessageSender! }
  type MessageConnection { nodes: [Message!]! }
  type MessageSender { displayName: String! actor: Actor }
  input SendMessageInput { conversationId: ID! body: String! clientMessageId: String! }
  type SendMessagePayload { message: Message userErrors: [UserError!]! }
  input ActorFilter { kinds: [ActorKind!] municipalityCodes: [String!] }
  input ProposeRelationshipInput { kind: RelationshipKind! sourceId: ID! targetId: ID! startedOn: String }
  type UserError { code: String! }
  type ProposeRelationshipPayload { relationship: Relationship userErrors: [UserError!]! }
  type Subscription { messageAdded(conversationId: ID!): Message! }
  type Query {
    actor(id: ID!): Actor
    actors(filter: ActorFilter!, first: Int = 20): ActorConnection!
    conversation(id: ID!): Conversation
    search(query: String!, first: Int = 20): SearchConnection!
    networkPath(fromId: ID!, toId: ID!): NetworkPath
  }
  type Mutation {
    proposeRelationship(input: ProposeRelationshipInput!): ProposeRelationshipPayload!
    sendMessage(input: SendMessageInput!): SendMessagePayload!
  }
`;

/** Runs a statement made for the viewer, whose account is then its last parameter. */
async function run({ accountId }, name, statement, values) {
  const asMember = accountId && statement.dependsOnViewer;
  const viewer = asMember ? `$${values.length + 1}::uuid` : null;
  const { rows } = await pool.query({
    name: asMember ? `${name}-member` : name,
    text: statement.textFor(viewer),
    values: asMember ? [...values, accountId] : values,
  });
  return rows;
}

/** Makes each statement's text once for strangers and once for members. */
function written(textFor) {
  const texts = new Map();
  return {
    dependsOnViewer: textFor.length > 0,
    textFor(viewer) {
      if (!texts.has(viewer)) texts.set(viewer, textFor(viewer));
      return texts.get(viewer);
    },
  };
}

/** An actor wherever one is answered: what the loaders need, with ids of what the viewer may see. */
const actorColumns = (viewer, actor) =>
  `${actor}.id, ${actor}.public_id AS "publicId", ${actor}.name, ${actor}.kind,
    CASE WHEN ${seesField(viewer, "MUNICIPALITY", actor)} THEN ${actor}.municipality_id END AS "municipalityId"`;

/** The text about an actor, which only some questions ask for. */
const aboutOf = (viewer, actor) =>
  `CASE WHEN ${seesField(viewer, "ABOUT", actor)} THEN coalesce(${actor}.about_da, ${actor}.about_en) END`;

const statements = {
  actor: written(
    (viewer) => `SELECT ${actorColumns(viewer, "actor")}, ${aboutOf(viewer, "actor")} AS about
      FROM actor WHERE actor.public_id = $1`,
  ),
  actors: written(
    (
      viewer,
    ) => `SELECT actor.id, actor.public_id AS "publicId", actor.name, actor.kind, actor.place_id AS "municipalityId"
      FROM (${firstActors(viewer, "$1::text[]", "$2::text[]", "$3")}) AS actor ORDER BY actor.name COLLATE "da-x-icu", actor.id`,
  ),
  search: written(
    (viewer) => `SELECT ${highlight("$1")} AS highlight, ${actorColumns(viewer, "actor")}
      FROM (${firstDocuments(viewer, "$1::text")}) AS hit JOIN search_document AS document ON document.id = hit.id
      JOIN actor ON actor.id = hit.node_id ORDER BY hit.rank DESC, hit.title COLLATE "da-x-icu", hit.id DESC`,
  ),
  conversation: written(
    (
      viewer,
    ) => `SELECT talk.id, talk.public_id AS "publicId", talk.subject, talk.last_sequence AS "lastSequence"
      FROM conversation AS talk WHERE talk.public_id = $1 AND ${readsConversation(viewer, "talk.id")}`,
  ),
  // Who reads the conversation sees its messages.
  messages: written(
    () => `SELECT * FROM (SELECT message.public_id AS "publicId", message.sequence, message.body, ${moment("message.sent_at")} AS "sentAt",
          ${moment("message.deleted_at")} AS "deletedAt", ${senderName} AS "senderName", message.actor_id AS "actorId"
        FROM ${messageWithSender} WHERE message.conversation_id = $1 ORDER BY message.sequence DESC LIMIT $2) AS latest
      ORDER BY latest.sequence`,
  ),
  mutualActors: written(
    // OFFSET 0: with a limit that it does not know, the planner would walk all actors by name.
    (viewer) => `SELECT * FROM (SELECT ${actorColumns(viewer, "actor")} FROM actor
        WHERE ${relatedToBoth(viewer, "$1::uuid", "(SELECT other.id FROM actor AS other WHERE other.public_id = $2)")} OFFSET 0) AS found
      ORDER BY found.name COLLATE "da-x-icu", found.id LIMIT $3`,
  ),
  path: written(
    (
      viewer,
    ) => `SELECT ${actorColumns(viewer, "actor")}, (SELECT CASE WHEN way.target_id = step.actor_id THEN rule.phrase_da ELSE rule.inverse_phrase_da END
        FROM relationship AS way JOIN relationship_kind AS rule ON rule.kind = way.kind WHERE way.id = step.relationship_id) AS phrase
      FROM ${pathBetween(viewer, "(SELECT id FROM actor WHERE public_id = $1)", "(SELECT id FROM actor WHERE public_id = $2)")} AS step
      JOIN actor ON actor.id = step.actor_id ORDER BY step.position`,
  ),
};

const asNodes = (rows) => ({ nodes: rows });

const resolvers = {
  Query: {
    actor: async (_, { id }, context) => (await run(context, "actor", statements.actor, [id]))[0],
    actors: async (_, { filter, first }, context) =>
      asNodes(
        await run(context, "actors", statements.actors, [filter.kinds, filter.municipalityCodes, first]),
      ),
    conversation: async (_, { id }, context) =>
      (await run(context, "conversation", statements.conversation, [id]))[0],
    search: async (_, { query }, context) => {
      const rows = await run(context, "search", statements.search, [query]);
      return asNodes(rows.map(({ highlight, ...node }) => ({ highlight, node })));
    },
    networkPath: async (_, { fromId, toId }, context) => {
      const rows = await run(context, "path", statements.path, [fromId, toId]);
      if (rows.length === 0) return null;
      return {
        length: rows.length - 1,
        steps: rows.map(({ phrase, ...actor }) => ({ actor, phrase })),
      };
    },
  },
  Actor: {
    id: ({ publicId }) => publicId,
    mutualActors: async ({ id }, { with: other, first }, context) =>
      asNodes(await run(context, "mutual", statements.mutualActors, [id, other, first])),
  },
  Relationship: { id: ({ publicId }) => publicId },
  Conversation: {
    id: ({ publicId }) => publicId,
    messages: async ({ id }, { last }, context) =>
      asNodes(await run(context, "messages", statements.messages, [id, last])),
  },
  Message: {
    id: ({ publicId }) => publicId,
    sender: ({ senderName: displayName, actorId }) => ({ displayName, actorId }),
  },
  SearchNode: { resolveType: () => "Actor" },
  Subscription: {
    messageAdded: {
      // Who reads the conversation is asked once; what is told has been read by the one who wrote it.
      async subscribe(_, { conversationId }, context) {
        const [found] = await run(context, "conversation", statements.conversation, [conversationId]);
        if (!found) throw new Error("There is no such conversation.");
        return context.pubsub.subscribe(`messages of ${conversationId}`);
      },
    },
  },
  Mutation: {
    proposeRelationship: (_, { input }, { accountId }) => propose(input, accountId),
    sendMessage: (_, { input }, { accountId, pubsub }) => send(input, accountId, pubsub),
  },
};

async function send(input, accountId, pubsub) {
  const { rows } = await pool.query({
    name: "send",
    text: `SELECT code, public_id AS "publicId", sequence, body, ${moment("sent_at")} AS "sentAt", sender_name AS "senderName", actor_id AS "actorId"
      FROM bench.post_message($1, $2, $3, $4, $5, $6, $7)`,
    values: postValues(accountId, typeid("message"), input),
  });
  const [{ code, ...message }] = rows;
  if (!code)
    pubsub.publish({ topic: `messages of ${input.conversationId}`, payload: { messageAdded: message } });
  return code ? { message: null, userErrors: [{ code }] } : { message, userErrors: [] };
}

async function propose({ kind, sourceId, targetId, startedOn = null }, accountId) {
  const id = typeid("relationship");
  try {
    const { rows } = await pool.query({
      name: "propose",
      text: "SELECT * FROM bench.propose_relationship($1, $2, $3, $4, $5, $6, $7)",
      values: [accountId, id.toUUID(), id.toString(), kind, sourceId, targetId, startedOn],
    });
    const [{ code, status, source_id: source, target_id: target }] = rows;
    if (code) return { relationship: null, userErrors: [{ code }] };
    const relationship = {
      publicId: id.toString(),
      kind,
      status,
      startedOn,
      sourceId: source,
      targetId: target,
    };
    return { relationship, userErrors: [] };
  } catch (error) {
    const code = refusalOf(error);
    if (!code) throw error;
    return { relationship: null, userErrors: [{ code }] };
  }
}

const { rows: kinds } = await pool.query("SELECT kind, phrase_da, inverse_phrase_da FROM relationship_kind");
const app = Fastify({ logger: false });
app.register(mercurius, {
  schema,
  resolvers,
  loaders: mercuriusLoaders(run, written, { actorColumns, aboutOf, kinds }),
  jit: 1,
  path: "/graphql",
  graphiql: false,
  context: (request) => ({ accountId: request.headers["x-account-id"] }),
  subscription: { onConnect: ({ payload }) => ({ accountId: payload.accountId }) },
});
await app.listen({ port: 0, host: "127.0.0.1" });
tellReady(app.server.address().port);
