import type { GraphQLSchema } from "graphql";
import { type Draw, dayAfter } from "../network/random-network.js";
import { everythingOf, everythingOfKinds, wholeList } from "./selections.js";
import type { HubActor, HubRow, HubWorld } from "./world.js";

/** One request, asked by every viewer. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Only who is signed in may ask; whoever is not gets UNAUTHENTICATED. */
  readonly isForSignedIn?: boolean;
  /** Only administrators of the hub may ask; who else is signed in gets FORBIDDEN. */
  readonly isForAdministrators?: boolean;
}

/** How many rows are asked for at once, within the cost of a request. */
const rowsAtOnce = 12;

const inParts = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );

const publicIds = (rows: readonly HubRow[]) => rows.map(({ publicId }) => publicId);

/** Rows of the world, of reference data only some. */
function rowsToAsk(world: HubWorld, draw: Draw): ReadonlyMap<string, readonly HubRow[]> {
  const some = <Row>(rows: readonly Row[]) => [...new Set(Array.from({ length: 12 }, () => draw.from(rows)))];
  return new Map<string, readonly HubRow[]>([
    ["Actor", world.actors],
    ["Account", world.accounts],
    ["Membership", world.memberships],
    ["Invitation", world.invitations],
    ["ActorClaim", world.claims],
    ["Conversation", world.conversations],
    ["Participant", world.participants],
    ["Message", world.messages],
    ["MessageReport", world.messageReports],
    ["ConversationNote", world.notes],
    ["Relationship", world.relationships],
    ["Municipality", some(world.municipalities)],
    ["Region", world.regions],
    ["Postcode", some(world.postcodes)],
    ["CultureAgreement", world.agreements],
    ["Genre", some(world.genres)],
    ["Instrument", some(world.instruments)],
    ["Attachment", world.attachments],
    ["Notification", world.notifications],
  ]);
}

/** Everything about every row, by its id: all of a type together, and some alone. */
function questionsOfRows(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const rows = rowsToAsk(world, draw);
  const together = [...rows].flatMap(([type, ofType]) => {
    const selection =
      type === "Actor" ? everythingOfKinds(schema, type) : `... on ${type} { ${everythingOf(schema, type)} }`;
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${selection} } }`;
    const ids = publicIds(ofType);
    return inParts(ids, type === "Actor" ? rowsAtOnce : 90).map((part) => ({
      query,
      variables: { ids: part },
    }));
  });
  const alone = [...rows.values()].flatMap((ofType) =>
    ofType.length === 0 ? [] : [draw.from(ofType), draw.from(ofType)],
  );
  const ids = [...publicIds(alone), "actor_01h455vb4pex5vsknk084sn02q", "nothing"];
  return [
    ...together,
    ...inParts(ids, 20).map((part) => ({
      query: `{ ${part.map((id, place) => `row${place}: node(id: "${id}") { __typename id }`).join(" ")} }`,
    })),
  ];
}

/** What an actor answers only with arguments: its relationships of each status, kind and day, and who is near it. */
function questionsOfActors(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const relationships = wholeList(schema, "RelationshipConnection");
  const actors = wholeList(schema, "ActorConnection");
  const query = `query ($ids: [ID!]!, $with: ID!, $kinds: [RelationshipKind!], $before: Date, $later: Date) {
    nodes(ids: $ids) { id ... on Actor {
      confirmed: relationships(status: CONFIRMED, first: 50) { ${relationships} }
      proposed: relationships(status: PROPOSED, first: 50) { ${relationships} }
      declined: relationships(status: DECLINED, first: 50) { ${relationships} }
      ended: relationships(status: ENDED, first: 50) { ${relationships} }
      before: relationships(asOf: $before, first: 50, kinds: $kinds) { ${relationships} }
      later: relationships(asOf: $later, last: 3, status: ENDED) { ${relationships} }
      countBefore: relationshipCount(asOf: $before)
      countOfKinds: relationshipCount(kinds: $kinds)
      near: neighbours(steps: 2, first: 60) { ${wholeList(schema, "NeighbourConnection")} }
      nearBefore: neighbours(steps: 3, asOf: $before, first: 10) { totalCount edges { distance node { id } } }
      mutualActors(with: $with) { ${actors} }
      mutualBefore: mutualActors(with: $with, asOf: $before) { ${actors} }
    } } }`;
  const days = world.relationships.flatMap(({ startedOn, endedOn }) =>
    [startedOn ?? [], endedOn ?? []].flat(),
  );
  const statuses = inParts(publicIds(world.actors), 9).map((ids) => ({
    query,
    variables: {
      ids,
      with: draw.from(world.actors).publicId,
      kinds: ["COLLABORATES_WITH", draw.from(world.relationships).kind],
      before: draw.from(days),
      later: dayAfter(world.today, 40),
    },
  }));
  const phrases = inParts(publicIds(world.actors), 10).map((ids) => ({
    query: `{ ${ids
      .map(
        (id, place) => `actor${place}: actor(id: "${id}") {
          relationships(first: 20) { nodes { id phrase(from: "${id}") other: phrase(from: "${id}", language: EN) } } }`,
      )
      .join(" ")} }`,
  }));
  return [...statuses, ...phrases];
}

/** Lists from the root, with every filter and order. */
function questionsOfLists(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const list = wholeList(schema, "ActorConnection");
  const codes = [...new Set(world.actors.flatMap(({ municipalityCode }) => municipalityCode ?? []))];
  const slugs = [
    ...new Set(
      world.actors.flatMap(({ genreIds }) =>
        world.genres.filter(({ id }) => genreIds.includes(id)).map(({ slug }) => slug),
      ),
    ),
  ];
  const filters: object[] = [
    ...codes.map((code) => ({ municipalityCodes: [code] })),
    { municipalityCodes: codes },
    { municipalityCodes: [] },
    ...slugs.map((slug) => ({ genreSlugs: [slug] })),
    { claimed: true },
    { claimed: false, kinds: ["ARTIST", "VENUE"] },
    {
      municipalityCodes: codes.slice(0, 2),
      genreSlugs: slugs.slice(0, 3),
      kinds: ["VENUE", "FESTIVAL", "ARTIST"],
    },
  ];
  const texts = world.actors.flatMap(({ name, formerNames }) => [name, ...formerNames]);
  const words = Array.from({ length: 8 }, () => draw.from(texts).split(" ").at(-1) ?? "");
  // Some with a typing error, some only begun.
  const asText = words.map((word, place) => ({
    text: [withTypo(word, draw), word.slice(0, 7), word][place % 3] ?? word,
  }));
  const orders = ["NAME_ASC", "NAME_DESC", "CREATED_AT_ASC", "CREATED_AT_DESC"];
  const listed = inParts([...filters, ...asText], 10).map((part, number) => ({
    query: `query (${part.map((_, place) => `$filter${place}: ActorFilter`).join(" ")}, $orderBy: ActorOrder) {
      ${part.map((_, place) => `list${place}: actors(filter: $filter${place}, orderBy: $orderBy, first: 100) { ${list} }`).join(" ")} }`,
    variables: {
      ...Object.fromEntries(part.map((filter, place) => [`filter${place}`, filter])),
      orderBy: orders[number % 4],
    },
  }));
  const former = draw.from(world.actors).slugs.map((slug) => `"${slug}"`);
  const other = `{ viewer { ${everythingOf(schema, "Account")} } genres { slug label } instruments { slug label }
    first: actor(slug: ${former[0]}) { id } second: actor(slug: ${former.at(-1)}) { id } none: actor(slug: "ingen") { id }
    municipality(code: "0751") { ${everythingOf(schema, "Municipality")} }
    municipalities(asOf: "2020-01-01", regionCode: "${draw.from(world.regions).code}") { code region(asOf: "2006-01-01") { code }
      cultureAgreements(asOf: "2022-01-01") { id municipalities(asOf: "2021-01-01") { code } } }
    relationshipRules { ${everythingOf(schema, "RelationshipRule")} } }`;
  return [
    ...listed,
    {
      query: `{ ${orders.map((order) => `${order}: actors(orderBy: ${order}, first: 100) { ${list} }`).join(" ")} }`,
    },
    { query: other },
    {
      query: `{ all: actorClaims(first: 100) { ${wholeList(schema, "ActorClaimConnection")} }
        ${["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"]
          .map((status) => `${status}: actorClaims(status: ${status}) { totalCount nodes { id } }`)
          .join(" ")} }`,
      isForSignedIn: true,
    },
  ];
}

/** An account's own conversations, by every filter, and conversations by their ids. */
function questionsOfConversations(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const list = wholeList(schema, "ConversationConnection");
  const conversation = () => draw.from(world.conversations).publicId;
  return [
    {
      query: `{ viewer { all: conversations(first: 50) { ${list} } unread: conversations(unreadOnly: true, first: 50) { ${list} }
        read: conversations(unreadOnly: false, archived: false) { totalCount } archived: conversations(archived: true) { ${list} }
        both: conversations(archived: true, unreadOnly: true) { ${list} } } }`,
    },
    {
      query: `{ viewer { mine: conversations(assignedToMe: true, first: 50) { ${list} } put: conversations(assignedToMe: true, archived: true) { ${list} }
        all: conversations(assignedToMe: false, first: 50) { nodes { id participants { nodes { id assignee { id displayName } } }
          notes(first: 50) { ${wholeList(schema, "ConversationNoteConnection")} } } } } }`,
    },
    {
      query: `{ ${Array.from(
        { length: 8 },
        (_, place) =>
          `row${place}: conversation(id: "${conversation()}") { ${everythingOf(schema, "Conversation")} latest: messages(last: 2) { nodes { ${everythingOf(schema, "Message")} } } }`,
      ).join(" ")} }`,
    },
    {
      query: `{ viewer { conversations(first: 50) { nodes { id gone: participants(former: true) { totalCount
        nodes { ${everythingOf(schema, "Participant")} } } there: participants(former: false) { totalCount } } } } }`,
    },
    {
      query: `{ all: messageReports(first: 100) { ${wholeList(schema, "MessageReportConnection")} }
        ${["OPEN", "UPHELD", "DISMISSED"]
          .map((status) => `${status}: messageReports(status: ${status}) { totalCount nodes { id } }`)
          .join(" ")} }`,
      isForSignedIn: true,
      isForAdministrators: true,
    },
  ];
}

/** What an account was notified of, by every filter. */
function questionsOfNotifications(schema: GraphQLSchema): Asked[] {
  const list = wholeList(schema, "NotificationConnection");
  return [
    {
      query: `{ viewer { all: notifications(first: 100) { ${list} } unread: notifications(unreadOnly: true, first: 60) { ${list} }
        both: notifications(unreadOnly: false, first: 100) { totalCount } ${everythingOf(schema, "Account")} } }`,
    },
  ];
}

/** Paths and figures over what the viewer sees. */
function questionsOfGraph(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const actor = () => draw.from(world.actors).publicId;
  const day = () => draw.from([world.today, dayAfter(world.today, -40), "2023-06-01"]);
  const steps =
    "length steps { phrase inEnglish: phrase(language: EN) actor { id name } relationship { id kind } }";
  const figures = everythingOf(schema, "NetworkKindSummary", ["kind", "growth"]).replace("__typename ", "");
  const growth = `growth { ${figures} }`;
  const summary = (
    args: string,
  ) => `networkSummary(${args}) { asOf ${figures} growth(since: "2025-12-31") { ${figures} }
    byKind(since: "2025-06-30") { kind ${figures} ${growth} }
    byMunicipality(since: "2025-06-30") { municipality { code } ${figures} ${growth} }
    plain: byMunicipality { municipality { code } actorCount growth { actorCount } } }`;
  const code = draw.from(
    world.municipalities.filter(({ id }) => world.actors.some((each) => each.municipalityId === id)),
  ).code;
  return [
    {
      query: `{ ${Array.from(
        { length: 12 },
        (_, place) =>
          `path${place}: networkPath(fromId: "${actor()}", toId: "${actor()}", asOf: "${day()}", maxLength: ${2 + (place % 5)}) { ${steps} }`,
      ).join(" ")} }`,
    },
    {
      query: `{ today: ${summary(`asOf: "${world.today}"`)} some: ${summary(`asOf: "${day()}", kinds: [ARTIST, VENUE]`)} }`,
    },
    { query: `{ ${summary(`municipalityCodes: ["${code}"]`)} }` },
    {
      query: `{ networkSummary(kinds: [ARTIST, VENUE, FESTIVAL, ASSOCIATION]) { brokers(first: 100) { betweenness actor { id } } } }`,
    },
  ];
}

/** The word with one letter left out, replaced or doubled. */
function withTypo(word: string, draw: Draw): string {
  const place = 1 + draw.below(word.length - 2);
  return word.slice(0, place) + draw.from(["", "x", `${word[place]}${word[place]}`]) + word.slice(place + 1);
}

/** What is searched, with how many actors' texts of it each viewer searches for; of those that few actors have, all. */
const searchedTexts: readonly (readonly [
  count: number,
  textsOf: (actor: HubActor) => readonly (string | null)[],
])[] = [
  [2, ({ name }) => [name]],
  [3, ({ aboutDa, aboutEn }) => [aboutDa, aboutEn]],
  [2, ({ offers }) => offers],
  [2, ({ seeks }) => seeks],
  [2, ({ formerNames }) => formerNames],
  [4, ({ topics }) => topics],
  [5, ({ lineUp }) => lineUp.map(({ name }) => name)],
];
const distinctWordsOf = (texts: readonly (string | null)[]): string[] =>
  texts.flatMap((text) => text?.match(/\b(?:[bdfgklmnprtvz][aiu]){5}\b/g) ?? []);

/** Searches for words of all fields, some with a typo; by place; and what all hits are. */
function questionsOfSearch(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  const hits = "totalCount nodes { distanceKm highlight node { __typename id } } pageInfo { hasNextPage }";
  const facets = `facets { ${everythingOf(schema, "SearchFacets")} }`;
  const words = searchedTexts.flatMap(([count, textsOf]) => {
    const having = world.actors.filter((actor) => distinctWordsOf(textsOf(actor)).length > 0);
    const actors = having.length <= count ? having : Array.from({ length: count }, () => draw.from(having));
    return actors.map((actor) => draw.from(distinctWordsOf(textsOf(actor))));
  });
  const labels = [
    "gospel",
    "swing",
    "guitar",
    "cello",
    "herlev",
    "ballerup",
    "odense",
    "festival",
    "solist",
    "duo",
    "band",
  ];
  const asked = words.map((word, place) => ({ query: place % 4 === 0 ? withTypo(word, draw) : word }));
  const near = { latitude: 55.7, longitude: 12.4 };
  const codes = [...new Set(world.actors.flatMap(({ municipalityCode }) => municipalityCode ?? []))];
  const narrowed = [
    { query: "", filter: { near }, orderBy: "DISTANCE" },
    { query: "", filter: { near: { ...near, withinKm: 40 } }, orderBy: "DISTANCE" },
    { query: " ", filter: { near: { ...near, withinKm: 120 }, actorKinds: ["VENUE", "ARTIST", "FESTIVAL"] } },
    { query: "", filter: { municipalityCodes: codes.slice(0, 2) } },
    { query: "", filter: { genreSlugs: ["gospel", "swing"] } },
    { query: draw.from(words), filter: { municipalityCodes: codes.slice(0, 3) } },
    { query: "?!" },
  ];
  const of = (each: { readonly query: string }[], fields: string): Asked => ({
    query: `query (${each.map((_, place) => `$query${place}: String! $filter${place}: SearchFilter $orderBy${place}: SearchOrder`).join(" ")}) {
      ${each.map((_, place) => `search${place}: search(query: $query${place}, filter: $filter${place}, orderBy: $orderBy${place}, first: 60) { ${fields} }`).join(" ")} }`,
    variables: Object.fromEntries(
      each.flatMap((search, place) =>
        Object.entries(search).map(([name, value]) => [`${name}${place}`, value]),
      ),
    ),
  });
  return [
    ...inParts(asked, 5).map((part) => of(part, hits)),
    ...inParts(
      Array.from({ length: 6 }, () => ({ query: draw.from(labels) })),
      3,
    ).map((part) => of(part, `${hits} ${facets}`)),
    ...inParts(narrowed, 2).map((part) => of(part, wholeList(schema, "SearchConnection"))),
  ];
}

/** Everything that one viewer is asked to ask. */
export function questionsOf(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked[] {
  return [
    ...questionsOfRows(schema, world, draw),
    ...questionsOfActors(schema, world, draw),
    ...questionsOfLists(schema, world, draw),
    ...questionsOfConversations(schema, world, draw),
    ...questionsOfNotifications(schema),
    ...questionsOfGraph(schema, world, draw),
    ...questionsOfSearch(schema, world, draw),
  ];
}
