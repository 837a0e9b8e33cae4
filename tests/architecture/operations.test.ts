import { readdir, readFile } from "node:fs/promises";
import { type DocumentNode, type GraphQLSchema, Kind, parse, validate } from "graphql";
import { signIn } from "../testkit/hub.js";
import { runCounted } from "./counted-query.js";
import type { Examples } from "./examples.js";
import { accountPassword, type FilledHub, type NodeIds, signUp, startFilledHub } from "./filled-hub.js";
import { readHubSchema } from "./hub-schema.js";

const folder = new URL("../../schema/operations/", import.meta.url);
const guestEmail = "gaest@example.org";

let filled: FilledHub;
let ids: NodeIds;
let schema: GraphQLSchema;
/** Each example's text by its file's name. */
const texts = new Map<string, string>();
const run = new Set<string>();

beforeAll(async () => {
  for (const name of (await readdir(folder, { recursive: true })).filter((each) => each.endsWith(".graphql")))
    texts.set(name, await readFile(new URL(name, folder), "utf8"));
  schema = (await readHubSchema()).schema;
  filled = await startFilledHub();
  ids = await filled.fill(2);
});
afterAll(() => filled?.hub.stop());

/** `ListActors` stands in `list-actors.graphql`. */
const fileOf = (operation: string) => `${operation.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase()}.graphql`;

/** Runs an example as a partner would and expects it to succeed; answers its data and the statements its reads ran. */
async function runExample<Name extends keyof Examples>(
  name: Name,
  variables: Examples[Name][1],
  token = filled.tokens.administrator,
): Promise<{ data: Examples[Name][0]; statements: number }> {
  run.add(fileOf(name));
  const text = texts.get(fileOf(name)) ?? "";
  const { body, statements } = await runCounted<Examples[Name][0]>(filled.hub, text, { ...variables }, token);
  expect([name, body.errors]).toEqual([name, undefined]);
  if (!body.data) throw new Error(`${name} answered no data`);
  for (const answer of Object.values(body.data as Record<string, { userErrors?: unknown } | null>)) {
    if (answer && "userErrors" in answer) expect([name, answer.userErrors]).toEqual([name, []]);
  }
  return { data: body.data, statements };
}

/** The value, which the example must have answered. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("The example answered null");
  return value;
}

test("every file holds one operation, named after it, that the schema accepts", () => {
  expect(texts.size).toBeGreaterThan(20);
  for (const [file, text] of texts) {
    const document: DocumentNode = parse(text);
    const names = document.definitions.flatMap((each) =>
      each.kind === Kind.OPERATION_DEFINITION ? [fileOf(each.name?.value ?? "")] : [],
    );
    expect([file, names]).toEqual([file, [file]]);
    expect([file, validate(schema, document)]).toEqual([file, []]);
    expect([file, text.startsWith("# ")]).toEqual([file, true]);
  }
});

describe("reading", () => {
  test("the first query after signing in", async () => {
    const { data, statements } = await runExample("Viewer", {});
    expect([data.viewer?.email, data.viewer?.memberships.nodes.length]).toEqual([
      "administrator@example.org",
      16,
    ]);
    expect(statements).toBe(3);
  });

  test("a page of actors, and the next", async () => {
    const variables = { filter: { kinds: ["VENUE" as const] }, first: 1 };
    const { data, statements } = await runExample("ListActors", variables);
    expect([data.actors.totalCount, data.actors.nodes[0]?.slug]).toEqual([2, "venue-0"]);
    expect(statements).toBe(4);
    const next = await runExample("ListActors", { ...variables, after: data.actors.pageInfo.endCursor });
    expect(next.data.actors.nodes.map(({ slug }) => slug)).toEqual(["venue-1"]);
  });

  test("one actor of each kind by its slug", async () => {
    const statements: Record<string, number> = {};
    for (const kind of [
      "music-school",
      "venue",
      "festival",
      "rehearsal-association",
      "artist",
      "culture-office",
      "knowledge-partner",
      "association",
    ]) {
      const answer = await runExample("ActorBySlug", { slug: `${kind}-0` });
      expect(answer.data.actor?.slug).toBe(`${kind}-0`);
      statements[kind] = answer.statements;
    }
    // The profile, municipality, genres, links, external ids; and where a kind has lists of its own, those.
    expect(statements).toEqual({
      "music-school": 6,
      venue: 5,
      festival: 6,
      "rehearsal-association": 5,
      artist: 7,
      "culture-office": 6,
      "knowledge-partner": 5,
      association: 5,
    });
  });

  test("who acts for an actor", async () => {
    const { data, statements } = await runExample("ActorMembers", { actorId: given(ids.Venue?.[0]) });
    expect([data.actor?.memberships.totalCount, data.actor?.invitations.nodes.length]).toEqual([2, 2]);
    expect(statements).toBe(4);
  });

  test("places on a day", async () => {
    const { data, statements } = await runExample("MunicipalityRegion", { code: "0101", asOf: "2027-01-01" });
    expect([data.municipality?.name, data.municipality?.region?.name]).toEqual([
      "København",
      "Region Østdanmark",
    ]);
    expect(statements).toBe(4);
    const today = await runExample("MunicipalityRegion", { code: "0101", asOf: "2026-12-31" });
    expect(today.data.municipality?.region?.name).toBe("Region Hovedstaden");
    const all = await runExample("ListMunicipalities", {});
    expect([all.data.municipalities.length, all.statements]).toEqual([99, 2]);
  });

  test("the vocabularies", async () => {
    const genres = await runExample("ListGenres", { language: "DA" });
    expect([genres.data.genres.length > 100, genres.statements]).toEqual([true, 2]);
    const instruments = await runExample("ListInstruments", { language: "EN" });
    expect([instruments.data.instruments.length > 100, instruments.statements]).toEqual([true, 1]);
  });

  test("whatever has an id", async () => {
    const id = given(ids.Festival?.[0]);
    const one = await runExample("Node", { id });
    expect([one.data.node, one.statements]).toMatchObject([
      { __typename: "Festival", slug: "festival-0" },
      1,
    ]);
    const several = await runExample("Nodes", {
      ids: [given(ids.Membership?.[0]), id, given(ids.Venue?.[0])],
    });
    expect(several.data.nodes.map((node) => node?.__typename)).toEqual(["Membership", "Festival", "Venue"]);
    expect(several.statements).toBe(2);
  });
});

describe("the network", () => {
  test("an actor's relationships, neighbours and what it has in common with another", async () => {
    const withActor = given(ids.Venue?.[0]);
    const { data, statements } = await runExample("ActorNetwork", {
      slug: "music-school-0",
      with: withActor,
      first: 5,
    });
    // A ring of 16: two relationships each, four actors within two steps.
    expect(data.actor?.relationshipCount).toBe(2);
    expect(data.actor?.relationships.totalCount).toBe(2);
    expect(data.actor?.neighbours.edges.map(({ distance }) => distance)).toEqual([1, 1, 2, 2]);
    expect(data.actor?.mutualActors.nodes.map(({ name }) => name)).toEqual(["Aktør 1 MusicSchool"]);
    // The actor; its count; the page, its count, sources and targets; neighbours; mutual actors.
    expect(statements).toBe(8);
  });

  test("a path, the figures and the rules", async () => {
    const [fromId, toId] = [given(ids.MusicSchool?.[0]), given(ids.Venue?.[1])];
    const path = await runExample("NetworkPath", { fromId, toId });
    expect([path.data.networkPath?.length, path.statements]).toEqual([3, 4]);
    const summary = await runExample("NetworkSummary", { since: "2020-01-01" });
    expect(summary.data.networkSummary).toMatchObject({
      actorCount: 16,
      relationshipCount: 16,
      isolatedActorCount: 0,
      growth: { actorCount: 16 },
    });
    expect(summary.data.networkSummary.byKind).toHaveLength(8);
    expect(summary.statements).toBe(7);
    const rules = await runExample("RelationshipRules", { language: "DA" });
    expect([rules.data.relationshipRules.length, rules.statements]).toEqual([11, 2]);
  });

  test("a search with its facets", async () => {
    const { data, statements } = await runExample("Search", {
      query: "venue",
      filter: { near: { latitude: 55.68, longitude: 12.57 } },
    });
    expect(data.search.totalCount).toBe(2);
    expect(data.search.edges.map(({ node }) => [node.highlight, node.node.__typename])).toEqual([
      ["spillested / <mark>venue</mark>", "Venue"],
      ["spillested / <mark>venue</mark>", "Venue"],
    ]);
    expect(data.search.facets.actorKinds).toEqual([{ kind: "VENUE", count: 2 }]);
    // Hits, what was found, their count; the facets, their three lists, municipalities and genres.
    expect(statements).toBe(9);
  });

  test("a relationship from the claim to the end, and a block", async () => {
    const { member } = filled.tokens;
    const other = await signUp(filled.hub, "naboen@example.org");
    const enter = async (token: string, name: string) => {
      const { data } = await runExample("CreateActor", { input: { kind: "VENUE", name } }, token);
      return given(data.createActor.actor).id;
    };
    const [sourceId, targetId] = [await enter(member, "Loftet"), await enter(other, "Kælderen")];
    const propose = async () => {
      const input = { kind: "CO_ORGANISES", sourceId, targetId, startedOn: "2024-01-01" } as const;
      const { data } = await runExample("ProposeRelationship", { input }, member);
      return given(data.proposeRelationship.relationship).id;
    };
    const first = await propose();
    const open = await runExample("OpenProposals", { actorId: targetId }, other);
    expect(open.data.actor?.relationships.nodes).toMatchObject([{ id: first, proposedBy: { id: sourceId } }]);
    await runExample("DeclineRelationship", { input: { relationshipId: first } }, other);
    const relationshipId = await propose();
    const confirmed = await runExample("ConfirmRelationship", { input: { relationshipId } }, other);
    expect(confirmed.data.confirmRelationship.relationship?.status).toBe("CONFIRMED");
    const ended = await runExample("EndRelationship", { input: { relationshipId } }, member);
    expect(ended.data.endRelationship.relationship?.status).toBe("ENDED");
    const block = { actorId: targetId, blockedActorId: sourceId };
    const blocked = await runExample("BlockActor", { input: block }, other);
    expect(blocked.data.blockActor.actor?.blockedActors.nodes.map(({ id }) => id)).toEqual([sourceId]);
    const unblocked = await runExample("UnblockActor", { input: block }, other);
    expect(unblocked.data.unblockActor.actor?.blockedActors.nodes).toEqual([]);
  });
});

describe("writing to each other", () => {
  test("a conversation from its start to the leaving of it", async () => {
    const { member } = filled.tokens;
    const other = await signUp(filled.hub, "beboer@example.org");
    const enter = async (token: string, name: string, kind: "VENUE" | "ARTIST") => {
      const { data } = await runExample("CreateActor", { input: { kind, name } }, token);
      return given(data.createActor.actor).id;
    };
    const [band, venue, hall] = [
      await enter(member, "Øvebandet", "ARTIST"),
      await enter(other, "Storstuen", "VENUE"),
      await enter(member, "Salen", "VENUE"),
    ];
    const started = await runExample(
      "StartConversation",
      {
        input: {
          participantActorIds: [venue],
          asActorId: band,
          body: "Må vi øve hos jer?",
          clientMessageId: "1",
        },
      },
      member,
    );
    const conversationId = given(started.data.startConversation.conversation).id;
    const sent = await runExample(
      "SendMessage",
      { input: { conversationId, body: "Ja, hver tirsdag", clientMessageId: "1" } },
      other,
    );
    const messageId = given(sent.data.sendMessage.message).id;
    const inbox = await runExample("Inbox", {}, member);
    expect(inbox.data.viewer?.conversations.nodes).toMatchObject([
      { id: conversationId, unreadCount: 1, messages: { nodes: [{ id: messageId, sequence: 2 }] } },
    ]);
    const told = await runExample("Notifications", {}, member);
    expect(told.data.viewer?.notifications.nodes[0]).toMatchObject({
      kind: "MESSAGE_RECEIVED",
      title: "Storstuen har skrevet",
      subject: { id: conversationId },
    });
    const upTo = { upToNotificationId: given(told.data.viewer?.notifications.nodes[0]).id };
    const seen = await runExample("MarkNotificationsRead", { input: upTo }, member);
    expect(seen.data.markNotificationsRead.account?.unreadNotificationCount).toBe(0);
    const choice = { preferences: [{ kind: "MESSAGE_RECEIVED", channel: "HUB" }] } as const;
    const chosen = await runExample("UpdateNotificationPreferences", { input: choice }, member);
    expect(chosen.data.updateNotificationPreferences.account?.notificationPreferences).toContainEqual({
      ...choice.preferences[0],
      isDefault: false,
    });
    await runExample("MarkConversationRead", { input: { conversationId } }, member);
    const unread = await runExample("MarkConversationUnread", { input: { conversationId } }, member);
    expect(unread.data.markConversationUnread.conversation?.unreadCount).toBe(1);
    await runExample("EditMessage", { input: { messageId, body: "Ja, hver onsdag" } }, other);
    const read = await runExample("Conversation", { id: conversationId }, member);
    expect(read.data.conversation?.messages.nodes.map(({ body }) => body)).toEqual([
      "Må vi øve hos jer?",
      "Ja, hver onsdag",
    ]);
    const reported = await runExample("ReportMessage", { input: { messageId, reason: "SPAM" } }, member);
    const messageReportId = given(reported.data.reportMessage.messageReport).id;
    const queue = await runExample("MessageReports", {});
    expect(queue.data.messageReports.nodes.find(({ id }) => id === messageReportId)).toMatchObject({
      evidence: [{ body: "Må vi øve hos jer?" }, { body: "Ja, hver onsdag" }],
    });
    const inInbox = { conversationId, actorId: band };
    const { data: ofBand } = await runExample("ActorMembers", { actorId: band }, member);
    const membershipId = given(ofBand.actor?.memberships.nodes[0]).id;
    const assigned = await runExample("AssignConversation", { input: { ...inInbox, membershipId } }, member);
    const own = assigned.data.assignConversation.conversation?.participants.nodes.find(
      ({ isViewer }) => isViewer,
    );
    expect(own?.assignee?.id).toBe(membershipId);
    const note = await runExample(
      "AddConversationNote",
      { input: { ...inInbox, body: "Ring til dem" } },
      member,
    );
    const conversationNoteId = given(note.data.addConversationNote.conversationNote).id;
    await runExample(
      "EditConversationNote",
      { input: { conversationNoteId, body: "Skriv til dem" } },
      member,
    );
    const without = await runExample("DeleteConversationNote", { input: { conversationNoteId } }, member);
    expect(without.data.deleteConversationNote.conversation?.notes.nodes).toEqual([]);
    await runExample("DecideMessageReport", { input: { messageReportId, isUpheld: false } });
    await runExample("DeleteMessage", { input: { messageId } }, other);
    const settings = { conversationId, isMuted: true };
    const muted = await runExample("UpdateConversationSettings", { input: settings }, member);
    expect(muted.data.updateConversationSettings.conversation?.isMuted).toBe(true);

    const group = await runExample(
      "StartConversation",
      { input: { participantActorIds: [band, hall], clientMessageId: "2" } },
      member,
    );
    const groupId = given(group.data.startConversation.conversation).id;
    const third = await enter(member, "Loftssalen", "VENUE");
    const added = await runExample(
      "AddParticipant",
      { input: { conversationId: groupId, actorId: third } },
      member,
    );
    expect(added.data.addParticipant.conversation?.participants.nodes).toHaveLength(4);
    const fourth = await enter(member, "Kælderen", "VENUE");
    const with4 = await runExample(
      "AddParticipant",
      { input: { conversationId: groupId, actorId: fourth } },
      member,
    );
    const removed = given(
      with4.data.addParticipant.conversation?.participants.nodes.find(
        ({ displayName }) => displayName === "Kælderen",
      ),
    );
    const fewer = await runExample("RemoveParticipant", { input: { participantId: removed.id } }, member);
    expect(fewer.data.removeParticipant.conversation?.participants.nodes).toHaveLength(4);
    const leaving = { conversationId: groupId, asActorId: third };
    const left = await runExample("LeaveConversation", { input: leaving }, member);
    expect(left.data.leaveConversation.conversation?.id).toBe(groupId);
    const attached = await runExample(
      "StartConversation",
      {
        input: {
          participantActorIds: [],
          attachedToId: hall,
          body: "Til alle i Salen",
          clientMessageId: "3",
        },
      },
      member,
    );
    expect(attached.data.startConversation.conversation).toMatchObject({
      form: "ATTACHED",
      attachedTo: { id: hall },
      lastSequence: 1,
    });
  });
});

describe("acting", () => {
  test("an actor from its entry to the end of a membership", async () => {
    const { member } = filled.tokens;
    const guest = await signUp(filled.hub, guestEmail);
    const input = {
      kind: "VENUE",
      name: "Kulkælderen",
      municipalityCode: "0101",
      venue: { capacity: 250 },
    } as const;
    const created = await runExample(
      "CreateActor",
      { input: { ...input, idempotencyKey: "our-own-42" } },
      member,
    );
    const actorId = given(created.data.createActor.actor).id;
    const repeated = await runExample(
      "CreateActor",
      { input: { ...input, idempotencyKey: "our-own-42" } },
      member,
    );
    expect(repeated.data.createActor.actor?.id).toBe(actorId);

    const changes = {
      actorId,
      name: "Kulkælderen 2",
      fieldVisibilities: [{ field: "ABOUT", visibility: "MEMBERS" }] as const,
    };
    const updated = await runExample("UpdateActor", { input: changes }, member);
    expect(updated.data.updateActor.actor?.formerNames).toEqual(["Kulkælderen"]);

    const invite = () =>
      runExample("InviteMember", { input: { actorId, email: guestEmail, role: "EDITOR" } }, member);
    const first = given((await invite()).data.inviteMember.invitation);
    await runExample("DeclineInvitation", { input: { invitationId: first.id } }, guest);
    await invite();
    const open = await runExample("OpenInvitations", {}, guest);
    expect(open.data.viewer?.invitations.nodes.map(({ status }) => status)).toEqual(["PENDING", "DECLINED"]);
    expect(open.statements).toBe(3);
    const invitationId = given(open.data.viewer?.invitations.nodes[0]).id;
    const accepted = await runExample("AcceptInvitation", { input: { invitationId } }, guest);
    const { id: membershipId, role } = given(accepted.data.acceptInvitation.membership);
    expect(role).toBe("EDITOR");
    const ended = await runExample("EndMembership", { input: { membershipId } }, member);
    expect(ended.data.endMembership.membership?.endedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test("a file, announced and sent", async () => {
    const input = { fileName: "Sætliste.txt", byteSize: 5, idempotencyKey: "setlist" };
    const { data } = await runExample("StartUpload", { input }, filled.tokens.member);
    const { id, uploadUrl } = given(data.startUpload.attachment);
    const sent = await fetch(given(uploadUrl), { method: "PUT", body: "1. Bo" });
    expect(sent.status).toBe(204);
    const read = await runExample("ReadAttachment", { id }, filled.tokens.member);
    const attachment = given(read.data.node);
    if (attachment.__typename !== "Attachment") throw new Error("It is something else");
    expect(attachment).toMatchObject({ isReady: true, contentType: "text/plain" });
    expect(await (await fetch(given(attachment.downloadUrl))).text()).toBe("1. Bo");
  });

  test("claims of unclaimed actors", async () => {
    await filled.hub.database.query(
      "DELETE FROM membership USING actor WHERE actor.id = actor_id AND actor.kind = 'VENUE'",
    );
    const [approved = "", rejected = ""] = ids.Venue ?? [];
    const claims = [];
    for (const actorId of [approved, rejected]) {
      const claimed = await runExample("ClaimActor", { input: { actorId } }, filled.tokens.member);
      claims.push(given(claimed.data.claimActor.claim).id);
    }
    const listed = await runExample("ListClaims", { status: "PENDING" });
    expect(listed.data.actorClaims.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(claims));
    expect(listed.statements).toBe(3);
    const [first = "", second = ""] = claims;
    const approval = await runExample("ApproveClaim", { input: { claimId: first } });
    expect(approval.data.approveClaim.claim).toMatchObject({ status: "APPROVED", actor: { claimed: true } });
    const rejection = await runExample("RejectClaim", { input: { claimId: second } });
    expect(rejection.data.rejectClaim.claim).toMatchObject({ status: "REJECTED", actor: { claimed: false } });
  });

  test("suspending, reinstating and deleting an account", async () => {
    const email = "farvel@example.org";
    const accountId = given((await runExample("Viewer", {}, await signUp(filled.hub, email))).data.viewer).id;
    const suspended = await runExample("SuspendAccount", { input: { accountId } });
    expect(suspended.data.suspendAccount.account?.suspendedAt).not.toBeNull();
    const reinstated = await runExample("ReinstateAccount", { input: { accountId } });
    expect(reinstated.data.reinstateAccount.account?.suspendedAt).toBeNull();
    const token = await signIn(filled.hub, email, accountPassword);
    await runExample("DeleteAccount", { input: { accountId } }, token);
    await expect(signIn(filled.hub, email, accountPassword)).rejects.toThrow("401");
  });
});

test("every example was run", () => {
  expect([...run].sort()).toEqual([...texts.keys()].sort());
});
