import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";
import { MayUse } from "../../../platform/access/access.js";
import { currentAccount } from "../../../platform/graphql/current-account.js";
import type { RequestContext } from "../../../platform/graphql/request-context.js";
import { readBehind } from "../../../platform/read/read-behind.js";
import { RowRef } from "../../../platform/read/row-ref.js";
import {
  ConfirmRelationshipPayload,
  DeclineRelationshipPayload,
  EndRelationshipPayload,
  ProposeRelationshipPayload,
} from "../payloads.type.js";
import {
  ConfirmRelationshipInput,
  DeclineRelationshipInput,
  EndRelationshipInput,
  ProposeRelationshipInput,
} from "./relationship.input.js";
import type { RelationshipService } from "./relationship.service.js";
import { RelationshipRuleType } from "./relationship-rule.type.js";

@Resolver()
export class RelationshipResolver {
  constructor(private readonly relationships: RelationshipService) {}

  @MayUse("ANYONE")
  @Query(() => [RelationshipRuleType], {
    description:
      "The kinds of relationship, what each says from either end, and between which kinds of actor it may stand.",
  })
  relationshipRules(@Ctx() { reads }: RequestContext, @Info() info: GraphQLResolveInfo): Promise<unknown> {
    return reads.root({}, info);
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => ProposeRelationshipPayload, {
    description:
      "Claims a relationship on behalf of one of its ends; the other end confirms it. Who speaks for both ends has confirmed it " +
      "with that. The actors of an account propose at most 100 in 24 hours (then THROTTLED).",
  })
  async proposeRelationship(
    @Arg("input", () => ProposeRelationshipInput) input: ProposeRelationshipInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const behind = readBehind(context, info, "relationship", "Relationship");
    return relationship(await this.relationships.propose(currentAccount(context), input, behind));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => ConfirmRelationshipPayload, {
    description:
      "Confirms a relationship that the other end has proposed. Confirming it again changes nothing.",
  })
  async confirmRelationship(
    @Arg("input", () => ConfirmRelationshipInput) input: ConfirmRelationshipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const account = currentAccount(context);
    return relationship(await this.relationships.confirm(context.viewer, account, input.relationshipId));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => DeclineRelationshipPayload, {
    description:
      "Declines a relationship that the other end has proposed, or takes one's own proposal back. Declining it again changes nothing.",
  })
  async declineRelationship(
    @Arg("input", () => DeclineRelationshipInput) input: DeclineRelationshipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const account = currentAccount(context);
    return relationship(await this.relationships.decline(context.viewer, account, input.relationshipId));
  }

  @MayUse("SIGNED_IN")
  @Mutation(() => EndRelationshipPayload, {
    description:
      "Ends a confirmed relationship. It stays in the history: the network can be asked as of an earlier day.",
  })
  async endRelationship(
    @Arg("input", () => EndRelationshipInput) input: EndRelationshipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return relationship(await this.relationships.end(context.viewer, currentAccount(context), input));
  }
}

const relationship = (key: string) => ({ relationship: new RowRef("Relationship", key) });
