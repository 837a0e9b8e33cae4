import { holdsCprNumber } from "../../../platform/text/cpr-number.js";
import {
  type LinkProperty,
  linkProperties,
  type NodeType,
  nameOfTerm,
  types,
  valueProperties,
} from "./graph-context.js";
import type { ExpandedObject } from "./graph-document.js";
import { isDay } from "./relationship-row.js";
import type { Period } from "./stated-period.js";

/** A node that the file describes: an object of its top level. Several with one id are one node. */
export interface GraphNode {
  /** Null for a node without a lasting one. */
  readonly id: string | null;
  readonly label: string;
  readonly types: ReadonlySet<NodeType>;
  readonly wikidataIds: readonly string[];
  readonly links: readonly GraphLink[];
}

/** A link from a node to another, in the file or outside it. */
export interface GraphLink extends Period {
  readonly property: LinkProperty;
  readonly objectId: string | null;
  /** As the link calls it, also where the file does not describe it. */
  readonly objectLabel: string;
  readonly objectTypes: ReadonlySet<NodeType>;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** How many values of each property that means nothing here the file gives. */
  readonly ignored: ReadonlyMap<string, number>;
}

const nameOfType = new Map(Object.entries(types).map(([name, iri]) => [iri as string, name as NodeType]));
const nameOfLink = new Map(
  Object.entries(linkProperties).map(([name, iri]) => [iri as string, name as LinkProperty]),
);
const aboutNodes: readonly string[] = [valueProperties.label, valueProperties.wikidataQid];

/** Reads the nodes of an expanded document and the links that may be relationships. */
export function readGraph(document: readonly ExpandedObject[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const ignored = new Map<string, number>();
  for (const [place, object] of document.entries()) {
    const node = readNode(object);
    const key = node.id ?? `node ${place}`;
    const before = nodes.get(key);
    nodes.set(key, before ? merge(before, node) : node);
    for (const [property, values] of Object.entries(object)) {
      if (property.startsWith("@") || aboutNodes.includes(property) || nameOfLink.has(property)) continue;
      const name = nameOfTerm(property);
      ignored.set(name, (ignored.get(name) ?? 0) + listOf(values).length);
    }
  }
  return { nodes: [...nodes.values()], ignored };
}

/** A node's label as a report repeats it: never what may be a CPR number. */
export const shownLabel = (label: string) =>
  holdsCprNumber(label) ? "(something like a CPR number)" : label;

function readNode(object: ExpandedObject): GraphNode {
  const links = [...nameOfLink].flatMap(([iri, property]) =>
    objectsOf(object[iri]).flatMap((value) => readLink(property, value)),
  );
  return {
    id: idOf(object),
    label: textOf(object[valueProperties.label]),
    types: typesOf(object),
    wikidataIds: [...new Set(listOf(object[valueProperties.wikidataQid]).map(plainValue).filter(isText))],
    links,
  };
}

/** A link names its object itself, or is a node of its own that names it and says more of the link. */
function readLink(property: LinkProperty, value: ExpandedObject): GraphLink[] {
  const [agent] = objectsOf(value[valueProperties.agentObj]);
  const object = agent ?? value;
  const objectId = idOf(object);
  // What has no id can be told by its name alone.
  const literal = plainValue(object);
  const objectLabel = textOf(object[valueProperties.label]) || objectId || (isText(literal) ? literal : "");
  if (objectLabel === "") return [];
  return [
    {
      property,
      objectId,
      objectLabel,
      objectTypes: typesOf(object),
      startedOn: dayOf(value[valueProperties.startTime]),
      endedOn: dayOf(value[valueProperties.endTime]),
    },
  ];
}

function merge(one: GraphNode, other: GraphNode): GraphNode {
  return {
    id: one.id,
    label: one.label || other.label,
    types: new Set([...one.types, ...other.types]),
    wikidataIds: [...new Set([...one.wikidataIds, ...other.wikidataIds])],
    links: [...one.links, ...other.links],
  };
}

/** Blank nodes have no id that a second file would repeat. */
function idOf(object: ExpandedObject): string | null {
  const id = object["@id"];
  return isText(id) && !id.startsWith("_:") ? id : null;
}

function typesOf(object: ExpandedObject): ReadonlySet<NodeType> {
  const iris = listOf(object["@type"]).filter(isText);
  return new Set(iris.flatMap((iri) => nameOfType.get(iri) ?? []));
}

const textOf = (values: unknown): string => listOf(values).map(plainValue).find(isText) ?? "";

/** `+1943-05-03T00:00:00Z`: how Wikidata writes a time; where the day is unknown it is 00. */
const wikidataTime = /^\+?(\d{4}-\d{2}-\d{2})(T00:00:00Z)?$/;
/** Wikidata's precision of a day, and its Gregorian calendar. */
const dayPrecision = 11;
const gregorian = "http://www.wikidata.org/entity/Q1985727";

/** The day that a time names; null when it is known to the month or year only, or in another calendar. */
function dayOf(values: unknown): string | null {
  const [value] = listOf(values).map(plainValue);
  const day = wikidataTime.exec(exactTime(value) ?? "")?.[1];
  return day !== undefined && isDay(day) ? day : null;
}

function exactTime(value: unknown): string | null {
  if (isText(value)) return value;
  if (!isObject(value) || value.precision !== dayPrecision || !isText(value.time)) return null;
  return (value.calendarmodel ?? gregorian) === gregorian ? value.time : null;
}

const plainValue = (value: unknown): unknown => (isObject(value) ? value["@value"] : value);
const isText = (value: unknown): value is string => typeof value === "string";
const isObject = (value: unknown): value is ExpandedObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (values: unknown): readonly unknown[] => (Array.isArray(values) ? values : []);
const objectsOf = (values: unknown): readonly ExpandedObject[] => listOf(values).filter(isObject);
