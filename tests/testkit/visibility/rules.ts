import { actorRules } from "./actor-rules.js";
import { attachmentRules } from "./attachment-rules.js";
import { everybody, type Judge, Listing, type Rule, rules, type TypeRules } from "./judge.js";
import { messagingFieldsOfAccount, messagingRules } from "./messaging-rules.js";
import { networkFieldsOfActor, networkPath, networkRules, networkSummary } from "./network-rules.js";
import { notificationFieldsOfAccount, notificationRules } from "./notification-rules.js";
import { peopleRules } from "./people-rules.js";
import { inDanishOrder, placeRules, regionOf } from "./place-rules.js";
import { meets, search, searchRules, shownGenres, shownMunicipality, wordsOf } from "./search-rules.js";
import type { HubActor, HubClaim } from "./world.js";

interface ActorFilter {
  readonly claimed?: boolean | null;
  readonly genreSlugs?: readonly string[] | null;
  readonly kinds?: readonly string[] | null;
  readonly municipalityCodes?: readonly string[] | null;
  readonly text?: string | null;
}

/** Whether the viewer sees that an actor meets the filter. */
function passes(actor: HubActor, filter: ActorFilter, judge: Judge): boolean {
  const { claimed, genreSlugs, kinds, municipalityCodes, text } = filter;
  if (kinds && !kinds.includes(actor.kind)) return false;
  if (municipalityCodes && !municipalityCodes.includes(shownMunicipality(actor, judge)?.code ?? ""))
    return false;
  if (genreSlugs && !shownGenres(actor, judge).some(({ slug }) => genreSlugs.includes(slug))) return false;
  if (claimed != null && claimed !== isClaimed(actor, judge)) return false;
  if (text == null || text.trim() === "") return true;
  const asked = wordsOf(text);
  // All words of the filter stand in the name, or all in the former names.
  const meetsAll = (texts: readonly string[]) =>
    asked.length > 0 && asked.every((word) => wordsOf(...texts).some((own) => meets(own, word, true)));
  return meetsAll([actor.name]) || (judge.shows(actor.id, "FORMER_NAMES") && meetsAll(actor.formerNames));
}

const isClaimed = ({ id }: HubActor, { world }: Judge): boolean =>
  world.memberships.some(({ actorId, role, isCurrent }) => actorId === id && role === "OWNER" && isCurrent);

const actorOrders = {
  NAME_ASC: { by: ({ name }: HubActor) => name, isDanish: true },
  NAME_DESC: { by: ({ name }: HubActor) => name, isDanish: true, descending: true },
  CREATED_AT_ASC: { by: ({ createdAt }: HubActor) => createdAt },
  CREATED_AT_DESC: { by: ({ createdAt }: HubActor) => createdAt, descending: true },
};

const bySlug = <Row extends { readonly slug: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((one, other) => (one.slug < other.slug ? -1 : 1));

const roots: Readonly<Record<string, Rule<unknown>>> = {
  node: (_, judge, { id }) => judge.named(id),
  nodes: (_, judge, { ids }) => (ids as readonly string[]).map((id) => judge.named(id)),
  viewer: (_, judge) => judge.row(judge.viewer),
  actor: (_, judge, { id, slug }) =>
    id == null
      ? (judge.world.actors.find(({ slugs }) => slugs.includes(String(slug))) ?? null)
      : judge.actorNamed(id),
  actors: (_, judge, { filter, orderBy }) => {
    const order = (orderBy ?? "NAME_ASC") as keyof typeof actorOrders;
    return Listing.of(
      judge.world.actors.filter((actor) => passes(actor, (filter ?? {}) as ActorFilter, judge)),
      [actorOrders[order]],
      { order },
    );
  },
  // All for administrators of the hub, else one's own: those that are seen.
  actorClaims: (_, judge, { status }) =>
    Listing.of(
      judge.world.claims.filter((claim) => status == null || claim.status === status),
      [{ by: ({ createdAt }: HubClaim) => createdAt }],
    ),
  genres: (_, { world }) => bySlug(world.genres),
  instruments: (_, { world }) => bySlug(world.instruments),
  municipality: (_, { world }, { code }) => world.municipalities.find((each) => each.code === code) ?? null,
  municipalities: (_, judge, { asOf, regionCode }) =>
    inDanishOrder(
      judge.world.municipalities.filter(
        (each) => regionCode == null || regionOf(each, judge, asOf)?.code === regionCode,
      ),
    ),
  conversation: (_, judge, { id }) =>
    judge.world.conversations.find(({ publicId }) => publicId === id) ?? null,
  // For administrators of the hub, who see them all.
  messageReports: (_, judge, { status }) =>
    Listing.of(
      judge.world.messageReports.filter((report) => status == null || report.status === status),
      [{ by: ({ createdAt }) => createdAt }],
    ),
  networkPath,
  networkSummary,
  relationshipRules: (_, { world }) =>
    [...world.relationshipRules].sort((one, other) => (one.kind < other.kind ? -1 : 1)),
  search,
};

/** What every viewer sees of everything: the rules of all domains. A new type or field gets a rule here. */
export const hubRules: Readonly<Record<string, TypeRules>> = {
  ...actorRules(networkFieldsOfActor),
  ...peopleRules({ ...messagingFieldsOfAccount, ...notificationFieldsOfAccount }),
  ...placeRules,
  ...networkRules,
  ...messagingRules,
  ...searchRules,
  ...attachmentRules,
  ...notificationRules,
  Query: rules(everybody, roots),
};
