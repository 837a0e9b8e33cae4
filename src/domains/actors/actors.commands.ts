export { type DemoActor, type DemoMembership, demoActorId } from "./demo/demo-actor.js";
export {
  DemoSlugsTaken,
  type RemovedDemoActors,
  removeDemoActors,
  upsertDemoActors,
  upsertDemoMemberships,
} from "./demo/demo-actor.repository.js";
