export {
  actorsByKey as actorIdsByReference,
  type KnownActor,
  knownActors,
} from "./import/actor-import.repository.js";
export { readActorReference } from "./import/actor-reference.js";
