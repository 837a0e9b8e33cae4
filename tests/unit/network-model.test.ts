import { betweenness, dayInDenmark, summary } from "../testkit/network/network-figures.js";
import {
  degree,
  mutualActors,
  type NetworkActor,
  type NetworkRelationship,
  type NetworkWorld,
  neighbours,
  relationshipCount,
  shortestPath,
  type Visibility,
  visibleRelationships,
} from "../testkit/network/network-model.js";

// The model judges the database, so that its own answers are told here by hand, on worlds small enough to draw.

const today = "2026-05-01";
const [member, outsider, administrator] = ["member", "outsider", "administrator"];

const actor = (id: string, visibility: NetworkActor["visibility"] = {}): NetworkActor => ({
  id,
  kind: id === "a" ? "VENUE" : "ARTIST",
  municipalityCode: { a: "0101", b: "0163", c: "0101" }[id] ?? null,
  createdAt: "2026-01-01T11:00:00Z",
  visibility,
});

/** A confirmed relationship without dates; its id is its ends. */
const between = (
  sourceId: string,
  targetId: string,
  rest: Partial<NetworkRelationship> = {},
): NetworkRelationship => ({
  id: `${sourceId}${targetId}`,
  kind: "COLLABORATES_WITH",
  sourceId,
  targetId,
  status: "CONFIRMED",
  startedOn: null,
  endedOn: null,
  ...rest,
});

/** A world of a to f where `member` acts for a. */
const world = (
  relationships: readonly NetworkRelationship[],
  rest: Partial<NetworkWorld> = {},
): NetworkWorld => ({
  today,
  actors: ["a", "b", "c", "d", "e", "f"].map((id) => actor(id)),
  accounts: [
    { id: member, isAdministrator: false },
    { id: outsider, isAdministrator: false },
    { id: administrator, isAdministrator: true },
  ],
  memberships: [
    { accountId: member, actorId: "a", isCurrent: true },
    { accountId: outsider, actorId: "a", isCurrent: false },
  ],
  relationships,
  blocks: [],
  ...rest,
});

/** A square a-b-c-d with a tail d-e; f stands alone. */
const square = [
  between("b", "a"),
  between("b", "c"),
  between("c", "d"),
  between("a", "d"),
  between("d", "e"),
];

/** Which viewers see the relationship of b and c when b shows its own so, and a and b are related. */
const seenBy = (visibility: Visibility, rest: Partial<NetworkWorld> = {}) => {
  const actors = ["a", "b", "c"].map((id) => actor(id, id === "b" ? { RELATIONSHIPS: visibility } : {}));
  const asked = world([between("a", "b"), between("b", "c")], { actors, ...rest });
  return [null, outsider, member, administrator].filter((viewer) =>
    visibleRelationships(asked, viewer, today).some(({ id }) => id === "bc"),
  );
};

describe("the model of the network", () => {
  it("shows a confirmed relationship to whom both ends show theirs", () => {
    expect(seenBy("PUBLIC")).toEqual([null, outsider, member, administrator]);
    expect(seenBy("SIGNED_IN")).toEqual([outsider, member, administrator]);
    expect(seenBy("NETWORK")).toEqual([member, administrator]);
    expect(seenBy("MEMBERS")).toEqual([administrator]);
  });

  it("lets nobody into the network of an actor that blocks one of theirs, nor by what is over", () => {
    expect(seenBy("NETWORK", { blocks: [{ blockerId: "b", blockedId: "a" }] })).toEqual([administrator]);
    expect(seenBy("NETWORK", { blocks: [{ blockerId: "a", blockedId: "b" }] })).toEqual([
      member,
      administrator,
    ]);
    const over = [between("a", "b", { endedOn: today }), between("b", "c")];
    expect(seenBy("NETWORK", { relationships: over })).toEqual([administrator]);
    const memberships = [{ accountId: member, actorId: "c", isCurrent: true }];
    const blocks = [{ blockerId: "b", blockedId: "c" }];
    expect(seenBy("NETWORK", { memberships, blocks })).toEqual([member, administrator]);
  });

  it("takes the path whose ids come first, and none that is too long", () => {
    const path = (from: string, to: string, longest = 6) =>
      shortestPath(world(square), null, today, { from, to, longest })?.map(({ actorId, relationshipId }) => [
        actorId,
        relationshipId,
      ]) ?? null;
    expect(path("c", "a")).toEqual([
      ["c", null],
      ["b", "bc"],
      ["a", "ba"],
    ]);
    expect(path("a", "e")?.map(([actorId]) => actorId)).toEqual(["a", "d", "e"]);
    expect(path("a", "e", 1)).toBeNull();
    expect(path("a", "f")).toBeNull();
    expect(path("a", "a", 0)).toEqual([["a", null]]);
  });

  it("counts neighbours, mutual actors and relationships", () => {
    const asked = world([
      ...square,
      between("a", "b", { id: "ab", kind: "MENTORS" }),
      between("a", "f", { status: "PROPOSED" }),
    ]);
    expect([...neighbours(asked, null, today, { of: "a", farthest: 2 })].sort()).toEqual([
      ["b", 1],
      ["c", 2],
      ["d", 1],
      ["e", 2],
    ]);
    expect(mutualActors(asked, null, today, "a", "c")).toEqual(["b", "d"]);
    expect(degree(asked, member, today, "a")).toBe(2);
    expect(relationshipCount(asked, null, today, "a")).toBe(3);
    expect(relationshipCount(asked, null, today, "a", ["MENTORS"])).toBe(1);
  });

  it("sums the network up", () => {
    expect(summary(world(square), null, today)).toEqual({
      actorCount: 6,
      relationshipCount: 5,
      crossMunicipalShare: 1,
      isolatedActorCount: 1,
    });
    expect(summary(world([...square, between("a", "c")]), null, today, { kinds: ["VENUE"] })).toEqual({
      actorCount: 1,
      relationshipCount: 3,
      crossMunicipalShare: 0.5,
      isolatedActorCount: 0,
    });
    expect(summary(world(square), null, today, { municipalityCodes: ["0163"] }).relationshipCount).toBe(2);
    expect(summary(world([]), null, "2025-12-31")).toEqual({
      actorCount: 0,
      relationshipCount: 0,
      crossMunicipalShare: null,
      isolatedActorCount: 0,
    });
    const hidden = ["a", "b", "c", "d", "e"].map((id) => actor(id, { MUNICIPALITY: "MEMBERS" }));
    expect(summary(world(square, { actors: hidden }), null, today).crossMunicipalShare).toBeNull();
    expect(summary(world(square, { actors: hidden }), administrator, today).crossMunicipalShare).toBe(1);
  });

  it("measures betweenness, each pair once and each neighbour once", () => {
    const asked = world([...square, between("a", "b", { id: "ab", kind: "MENTORS" })]);
    expect(Object.fromEntries(betweenness(asked, null, today))).toEqual({
      a: 1,
      b: 0.5,
      c: 1,
      d: 3.5,
      e: 0,
      f: 0,
    });
  });

  it("knows the day of an instant in Denmark", () => {
    expect(dayInDenmark("2026-06-30T21:59:59Z")).toBe("2026-06-30");
    expect(dayInDenmark("2026-06-30T22:00:00Z")).toBe("2026-07-01");
    expect(dayInDenmark("2026-12-31T22:59:59Z")).toBe("2026-12-31");
  });
});
