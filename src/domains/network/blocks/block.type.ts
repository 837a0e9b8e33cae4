import { addFields } from "../../../platform/graphql/field-decorators.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { ActorConnection, ActorType } from "../../actors/profiles/actor.type.js";

addFields(ActorType, {
  blockedActors: {
    type: () => ActorConnection,
    args: PageArgs,
    description:
      "The actors it has blocked, by name in Danish order; empty for who does not act for it. Nobody else sees them.",
  },
});
