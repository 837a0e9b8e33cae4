import type { ContextDefinition } from "jsonld";

/** The address that the Semantic Lab's exports name as their context. It is never fetched. */
export const semanticLabContext =
  "https://raw.githubusercontent.com/SemanticLab/data-export/main/context/context.jsonld";

const entity = "https://base.semlab.io/entity/";
/** Where terms go that stand for nothing here, so that they can be counted. */
const otherTerm = "urn:samspil:other-term:";

/**
 * What is read of a graph, by the IRIs of the Semantic Lab's own context file
 * (github SemanticLab/data-export@003f3043722c1ec773b30700896d7e716cf99615, context/context.jsonld).
 */
export const types = {
  Person: `${entity}Q1`,
  MusicGroup: `${entity}Q18805`,
  Venue: `${entity}Q19072`,
  Concert: `${entity}Q22977`,
  City: `${entity}Q19058`,
} as const;
export type NodeType = keyof typeof types;

/** The properties that are links between nodes. */
export const linkProperties = {
  memberOf: `${entity}P65`,
  member: `${entity}P118`,
  bandleaderOf: `${entity}P72`,
  studentOf: `${entity}P162`,
  teacherOf: `${entity}P161`,
  contributor: `${entity}P75`,
  location: `${entity}P125`,
} as const;
export type LinkProperty = keyof typeof linkProperties;

/** The properties that say something of a node or of a link. */
export const valueProperties = {
  label: "http://www.w3.org/2000/01/rdf-schema#label",
  wikidataQid: `${entity}P8`,
  startTime: `${entity}P120`,
  endTime: `${entity}P121`,
  // The exports put a link's object here; their context file does not define it.
  agentObj: `${otherTerm}agentObj`,
} as const;

/** What stands in the place of the Semantic Lab's context: its terms as far as they are read. */
export const localContext: ContextDefinition = {
  semlab: entity,
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  "@vocab": otherTerm,
  ...types,
  ...linkProperties,
  wikidataQid: valueProperties.wikidataQid,
  startTime: valueProperties.startTime,
  endTime: valueProperties.endTime,
};

const ownNames = new Map<string, string>(
  Object.entries({ ...types, ...linkProperties, ...valueProperties }).map(([name, iri]) => [iri, name]),
);

/** A property or type as a report names it. */
export function nameOfTerm(iri: string): string {
  return ownNames.get(iri) ?? (iri.startsWith(otherTerm) ? iri.slice(otherTerm.length) : iri);
}
