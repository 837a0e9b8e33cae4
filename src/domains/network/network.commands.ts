export type { DemoRelationship } from "./demo/demo-relationship.js";
export { upsertDemoRelationships } from "./demo/demo-relationship.repository.js";
export type { RelationshipKind } from "./relationships/relationship-kinds.js";
