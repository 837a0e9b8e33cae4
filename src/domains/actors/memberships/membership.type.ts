import { Field, ObjectType } from "type-graphql";
import { connectionType } from "../../../platform/graphql/connection.type.js";
import { addFields } from "../../../platform/graphql/field-decorators.js";
import { NodeType } from "../../../platform/graphql/node.type.js";
import { PageArgs } from "../../../platform/graphql/page.args.js";
import { DateScalar, DateTimeScalar } from "../../../platform/graphql/scalars.js";
import { AccountType } from "../../accounts/account.type.js";
import { ActorType } from "../profiles/actor.type.js";
import { InvitationStatus, MembershipRole } from "./membership.enums.js";

@ObjectType("Membership", {
  implements: NodeType,
  description:
    "A period in which an account acts for an actor. Its holder and the actor's current members see it.",
})
export class MembershipType extends NodeType {
  @Field(() => ActorType, { description: "The actor acted for." })
  actor!: unknown;
  @Field(() => String, { description: "The name of the account's holder; a deleted account is called so." })
  displayName!: string;
  @Field(() => MembershipRole, { description: "What the account may do." })
  role!: MembershipRole;
  @Field(() => DateScalar, { description: "The first day." })
  startedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: "The last day; null while it lasts." })
  endedOn!: string | null;
}

export const MembershipConnection = connectionType("Membership", () => MembershipType);

@ObjectType("Invitation", {
  implements: NodeType,
  description: "An invitation to act for an actor. The invited account and the actor's owners see it.",
})
export class InvitationType extends NodeType {
  @Field(() => ActorType, { description: "The actor that invites." })
  actor!: unknown;
  @Field(() => String, { description: "The address invited." })
  email!: string;
  @Field(() => MembershipRole, { description: "The role offered." })
  role!: MembershipRole;
  @Field(() => InvitationStatus, { description: "What became of it." })
  status!: InvitationStatus;
  @Field(() => String, { description: "The name of who invited; a deleted account is called so." })
  invitedBy!: string;
  @Field(() => DateTimeScalar, {
    description: "Until when it can be accepted: 30 days after it was made or last renewed.",
  })
  expiresAt!: string;
  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: string;
}

export const InvitationConnection = connectionType("Invitation", () => InvitationType);

addFields(AccountType, {
  memberships: {
    type: () => MembershipConnection,
    args: PageArgs,
    description: "The actors it acts or acted for, the latest membership first.",
  },
  invitations: {
    type: () => InvitationConnection,
    args: PageArgs,
    description: "Invitations to its address, the latest first.",
  },
});
addFields(ActorType, {
  memberships: {
    type: () => MembershipConnection,
    args: PageArgs,
    description: "Who acts or acted for it, the latest first; empty for who is not a member.",
  },
  invitations: {
    type: () => InvitationConnection,
    args: PageArgs,
    description: "Its invitations, the latest first; empty for who is not an owner.",
  },
});
