import { payloadTypes } from "../../platform/graphql/payload.type.js";
import { ActorType } from "../actors/profiles/actor.type.js";
import { NetworkUserErrorType } from "./network.errors.js";
import { RelationshipType } from "./relationships/relationship.type.js";

const payload = payloadTypes(NetworkUserErrorType);
const onRelationship = (name: string, description: string) =>
  payload(name, "relationship", () => RelationshipType, description);
const onActor = (name: string, description: string) => payload(name, "actor", () => ActorType, description);

export const ProposeRelationshipPayload = onRelationship(
  "ProposeRelationshipPayload",
  "The proposed relationship.",
);
export const ConfirmRelationshipPayload = onRelationship(
  "ConfirmRelationshipPayload",
  "The confirmed relationship.",
);
export const DeclineRelationshipPayload = onRelationship(
  "DeclineRelationshipPayload",
  "The declined relationship.",
);
export const EndRelationshipPayload = onRelationship("EndRelationshipPayload", "The ended relationship.");
export const BlockActorPayload = onActor("BlockActorPayload", "The actor that blocks.");
export const UnblockActorPayload = onActor("UnblockActorPayload", "The actor that blocked.");
