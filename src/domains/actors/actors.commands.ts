export { type DemoActor, type DemoMembership, demoActorId } from "./demo/demo-actor.js";
export {
  DemoSlugsTaken,
  type RemovedDemoActors,
  removeDemoActors,
  upsertDemoActors,
  upsertDemoMemberships,
} from "./demo/demo-actor.repository.js";
export { holdActorsByKey } from "./import/actor-import.repository.js";
export { createMissingActors, type FoundActors, type GivenActor } from "./import/missing-actors.js";
