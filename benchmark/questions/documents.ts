import type { QuestionName } from "./requests.js";

/** The questions as clients ask them of Samspil; Mercurius offers the same part of the schema and is asked the same. */
export const hubDocuments: Readonly<Record<QuestionName, string>> = {
  Q1: `query Q1($id: ID!) { actor(id: $id) { name kind about municipality { name } genres { label }
    relationships(first: 10) { nodes { kind phrase(from: $id) startedOn status
      source { name kind municipality { name } genres { label } } target { name kind municipality { name } genres { label } } } } } }`,
  Q2: `query Q2($kinds: [ActorKind!], $codes: [String!]) { actors(filter: { kinds: $kinds, municipalityCodes: $codes }, first: 50) {
    nodes { name kind municipality { name } genres { label } relationshipCount } } }`,
  Q4: `query Q4($query: String!) { search(query: $query, first: 20) { nodes { highlight node { ... on Actor { name kind } } } } }`,
  Q5: `query Q5($id: ID!) { conversation(id: $id) { messages(last: 50) {
    nodes { sequence body sentAt sender { displayName actor { name } } } } } }`,
  Q6: `query Q6($id: ID!, $with: ID!) { actor(id: $id) { mutualActors(with: $with, first: 20) { nodes { name } } }
    networkPath(fromId: $id, toId: $with) { length steps { actor { name } phrase } } }`,
  M1: `mutation M1($input: ProposeRelationshipInput!) { proposeRelationship(input: $input) {
    relationship { id kind status source { name } target { name } } userErrors { code } } }`,
  M2: `mutation M2($input: SendMessageInput!) { sendMessage(input: $input) {
    message { id sequence body sender { displayName } } userErrors { code } } }`,
};

const wholeActor = "id name kind about municipality { name } genres { label } relationshipCount";
const wholeMessage = `id sequence body sentAt deletedAt sender { displayName actor { ${wholeActor} } }`;
const wholeRelationship = `id kind status startedOn phrase(from: $from) source { ${wholeActor} } target { ${wholeActor} }`;

/**
 * The questions with everything that Mercurius offers at each place, asked of it and of Samspil before anything is timed: a
 * server that could answer nothing but what is timed would be measured as something that nobody runs. `$from` is the actor
 * asked for, or the proposal's source.
 */
export const wholeDocuments: Readonly<Record<QuestionName, string>> = {
  Q1: `query Q1($id: ID!, $from: ID!) { actor(id: $id) { ${wholeActor}
    relationships(first: 10) { nodes { ${wholeRelationship} } } } }`,
  Q2: `query Q2($kinds: [ActorKind!], $codes: [String!]) { actors(filter: { kinds: $kinds, municipalityCodes: $codes }, first: 50) {
    nodes { ${wholeActor} } } }`,
  Q4: `query Q4($query: String!) { search(query: $query, first: 20) { nodes { highlight node { ... on Actor { ${wholeActor} } } } } }`,
  Q5: `query Q5($id: ID!) { conversation(id: $id) { id subject lastSequence messages(last: 50) { nodes { ${wholeMessage} } } } }`,
  Q6: `query Q6($id: ID!, $with: ID!) { actor(id: $id) { mutualActors(with: $with, first: 20) { nodes { ${wholeActor} } } }
    networkPath(fromId: $id, toId: $with) { length steps { actor { ${wholeActor} } phrase } } }`,
  M1: `mutation M1($input: ProposeRelationshipInput!, $from: ID!) { proposeRelationship(input: $input) {
    relationship { ${wholeRelationship} } userErrors { code } } }`,
  M2: `mutation M2($input: SendMessageInput!) { sendMessage(input: $input) { message { ${wholeMessage} } userErrors { code } } }`,
};

/** The same of PostGraphile, whose schema follows from the database's (servers/sql/postgraphile-schema.mjs). */
export const postgraphileDocuments: Readonly<Record<QuestionName, string>> = {
  Q1: `query Q1($id: String!) { actorByPublicId(publicId: $id) { name kind about municipality { name } genres { label }
    relationships(first: 10, orderBy: [LISTED_ON_DESC, RELATIONSHIP_ID_DESC]) { kind phrase startedOn status
      source { name kind municipality { name } genres { label } } target { name kind municipality { name } genres { label } } } } }`,
  Q2: `query Q2($kinds: [String!], $codes: [String!]) { filteredActorsList(kinds: $kinds, municipalityCodes: $codes, most: 50) {
    name kind municipality { name } genres { label } relationshipCount } }`,
  Q4: `query Q4($query: String!) { searchHitsList(query: $query) { highlight actor { name kind } } }`,
  Q5: `query Q5($id: String!) { conversationByPublicId(publicId: $id) {
    messages(first: 50, orderBy: [SEQUENCE_DESC]) { sequence body sentAt displayName actor { name } } } }`,
  Q6: `query Q6($id: String!, $with: String!) { mutualActorsList(fromId: $id, toId: $with) { name }
    networkPathList(fromId: $id, toId: $with) { position actor { name } phrase } }`,
  M1: `mutation M1($input: ProposeInput!) { propose(input: $input) { result { code id: rowId kind status sourceName targetName } } }`,
  M2: `mutation M2($input: PostMessageInput!) { postMessage(input: $input) { result { code id: rowId sequence body displayName } } }`,
};
