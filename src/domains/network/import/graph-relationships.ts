import type { RelationshipKind } from "../relationships/relationship-kinds.js";
import type { LinkProperty, NodeType } from "./graph-context.js";
import { type GraphLink, type GraphNode, shownLabel } from "./graph-nodes.js";
import { isSamePeriod, type Period } from "./stated-period.js";

/** What a graph says of two of its actors. */
export interface GraphRelationship extends Period {
  readonly kind: RelationshipKind;
  readonly source: GraphNode;
  readonly target: GraphNode;
}

/** A link that leads to no actor of the file. */
export interface DanglingLink {
  readonly property: LinkProperty;
  readonly source: NamedNode;
  readonly target: NamedNode;
  /** The file does not describe its target as an actor, or one of the two it describes was refused. */
  readonly reason: "NOT_DESCRIBED" | "REFUSED";
}

interface NamedNode {
  readonly id: string | null;
  readonly label: string;
}

interface GraphFindings {
  /** One for each kind, source, target and period. */
  readonly relationships: readonly GraphRelationship[];
  readonly dangling: readonly DanglingLink[];
  /** How many links of each property mean nothing here. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** How a link becomes a relationship. */
interface LinkRule {
  readonly from: readonly NodeType[];
  readonly to: readonly NodeType[];
  /** What it is, and from which end; absent: the two links of a concert make it together. */
  readonly kind?: RelationshipKind;
  readonly isInverse?: boolean;
}

const rules: Readonly<Record<LinkProperty, LinkRule>> = {
  memberOf: { from: ["Person"], to: ["MusicGroup"], kind: "MEMBER_OF" },
  bandleaderOf: { from: ["Person"], to: ["MusicGroup"], kind: "MEMBER_OF" },
  member: { from: ["MusicGroup"], to: ["Person"], kind: "MEMBER_OF", isInverse: true },
  teacherOf: { from: ["Person"], to: ["Person"], kind: "MENTORS" },
  studentOf: { from: ["Person"], to: ["Person"], kind: "MENTORS", isInverse: true },
  contributor: { from: ["Concert"], to: ["Person", "MusicGroup"] },
  location: { from: ["Concert"], to: ["Venue"] },
};

/**
 * Finds the relationships that links state, and the links that lead nowhere.
 * @param isTaken whether a described actor is one of the hub's, or would be
 */
export function findRelationships(
  nodes: readonly GraphNode[],
  isTaken: (node: GraphNode) => boolean,
): GraphFindings {
  // A node need not have an id.
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const described = new Map(nodes.flatMap((node) => (node.id === null ? [] : [[node.id, node] as const])));
  const found: GraphRelationship[] = [];
  const dangling = new Map<string, DanglingLink>();
  const ignored = new Map<string, number>();
  const ignore = (what: string) => ignored.set(what, (ignored.get(what) ?? 0) + 1);

  /** The actor that a link leads to; null when it is reported instead. */
  const follow = (node: GraphNode, link: GraphLink): GraphNode | null => {
    const { from, to } = rules[link.property];
    const object = link.objectId === null ? undefined : described.get(link.objectId);
    const isActor = object !== undefined && kindOfNode(object) !== null;
    // The city of a concert or venue says where that is; it is no place where they play.
    const isMeant = isActor ? hasAny(object, to) : !link.objectTypes.has("City");
    if (!hasAny(node, from) || !isMeant) {
      ignore(link.property);
      return null;
    }
    const isSubjectTaken = kindOfNode(node) === null || isTaken(node);
    if (isActor && isTaken(object) && isSubjectTaken) return object;
    const key = `${link.property} ${numbers.get(node)} ${link.objectId ?? link.objectLabel}`;
    dangling.set(key, {
      property: link.property,
      source: { id: node.id, label: shownLabel(node.label) },
      target: { id: link.objectId, label: shownLabel(object?.label || link.objectLabel) },
      reason: isActor ? "REFUSED" : "NOT_DESCRIBED",
    });
    return null;
  };

  for (const node of nodes) {
    const reached = node.links.flatMap((link) => {
      const object = follow(node, link);
      return object ? [{ link, object }] : [];
    });
    const venues = reached.filter(({ link }) => link.property === "location").map(({ object }) => object);
    for (const { link, object } of reached) {
      const { kind, isInverse = false } = rules[link.property];
      const { startedOn, endedOn } = link;
      if (kind) {
        const [source, target] = isInverse ? [object, node] : [node, object];
        found.push({ kind, source, target, startedOn, endedOn });
      } else if (link.property === "contributor") {
        if (venues.length === 0) ignore("contributor of a concert without a venue");
        // A concert is a day on which they played, not the first day from which they play there.
        for (const venue of venues)
          found.push({ kind: "PLAYS_AT", source: object, target: venue, startedOn: null, endedOn: null });
      }
    }
  }
  return { relationships: onePerPeriod(found, numbers), dangling: [...dangling.values()], ignored };
}

/** What kind of actor a node is, as the hub sees it; null for what is none. */
export function kindOfNode(node: GraphNode): "SOLO" | "BAND" | "VENUE" | null {
  if (node.types.has("Person")) return "SOLO";
  if (node.types.has("MusicGroup")) return "BAND";
  return node.types.has("Venue") ? "VENUE" : null;
}

const hasAny = (node: GraphNode, wanted: readonly NodeType[]) => wanted.some((type) => node.types.has(type));

/**
 * Several links that say the same of two actors are one relationship. One without days gives way to one with days, and
 * of overlapping periods the first stands.
 */
function onePerPeriod(
  found: readonly GraphRelationship[],
  numbers: ReadonlyMap<GraphNode, number>,
): GraphRelationship[] {
  const groups = new Map<string, GraphRelationship[]>();
  const hasDays = ({ startedOn, endedOn }: Period) => startedOn !== null || endedOn !== null;
  for (const one of [...found.filter(hasDays), ...found.filter((other) => !hasDays(other))]) {
    const key = `${one.kind} ${numbers.get(one.source)} ${numbers.get(one.target)}`;
    const group = groups.get(key) ?? [];
    const isSaid = group.some((other) => !hasDays(one) || isSamePeriod(one, other));
    if (!isSaid) groups.set(key, [...group, one]);
  }
  return [...groups.values()].flat();
}
