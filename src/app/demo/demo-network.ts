import type { DemoRelationship, RelationshipKind } from "../../domains/network/network.commands.js";
import { coOrganises } from "./data/network-arranging.js";
import { collaboratesWith } from "./data/network-collaboration.js";
import { grewOutOf, outgrownTo } from "./data/network-growth.js";
import { mentors, teachesAt } from "./data/network-learning.js";
import { memberOf } from "./data/network-membership.js";
import { partnerOf } from "./data/network-partnerships.js";
import { declinedProposals, openProposals } from "./data/network-proposals.js";
import { rehearsesAt } from "./data/network-rooms.js";
import { hosts, playsAt } from "./data/network-stages.js";
import { demoActors, demoMemberships } from "./demo-region.js";
import type { DemoProposal, DemoTie } from "./demo-tie.js";

const tiesByKind: Readonly<Record<RelationshipKind, readonly DemoTie[]>> = {
  COLLABORATES_WITH: collaboratesWith,
  MEMBER_OF: memberOf,
  TEACHES_AT: teachesAt,
  PLAYS_AT: playsAt,
  REHEARSES_AT: rehearsesAt,
  HOSTS: hosts,
  MENTORS: mentors,
  PARTNER_OF: partnerOf,
  CO_ORGANISES: coOrganises,
  GREW_OUT_OF: grewOutOf,
  OUTGROWN_TO: outgrownTo,
};

const joinedOn: ReadonlyMap<string, string> = new Map(demoActors.map(({ slug, joined }) => [slug, joined]));
const claimed: ReadonlySet<string> = new Set(demoMemberships.map(({ actorSlug }) => actorSlug));

/** All relationships between fictional actors, whatever became of them. */
export const demoRelationships: readonly DemoRelationship[] = [
  ...(Object.keys(tiesByKind) as RelationshipKind[]).flatMap((kind) =>
    tiesByKind[kind].map((tie) => confirmed(kind, tie)),
  ),
  ...openProposals.map((proposal) => proposed(proposal, "PROPOSED")),
  ...declinedProposals.map((proposal) => proposed(proposal, "DECLINED")),
];

/** Entered on its first day, or once both were on the hub; by its source, unless nobody acts for that. */
function confirmed(kind: RelationshipKind, [from, to, startedOn, endedOn]: DemoTie): DemoRelationship {
  const [source, target] = [slugOf(from), slugOf(to)];
  const days = [joinedOn.get(source), joinedOn.get(target), startedOn].filter(
    (day) => typeof day === "string",
  );
  return {
    ...{ kind, source, target },
    startedOn: startedOn ?? null,
    endedOn: endedOn ?? null,
    status: "CONFIRMED",
    proposedBy: claimed.has(source) ? source : target,
    createdOn: days.sort().at(-1) ?? "",
  };
}

function proposed(
  { kind, source, target, by, on, startedOn }: DemoProposal,
  status: "PROPOSED" | "DECLINED",
): DemoRelationship {
  const ends = { source: slugOf(source), target: slugOf(target), proposedBy: slugOf(by) };
  return { kind, ...ends, status, startedOn: startedOn ?? null, endedOn: null, createdOn: on };
}

function slugOf(name: string): string {
  return `demo-${name}`;
}
