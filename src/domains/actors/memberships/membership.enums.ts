import { registerEnumType } from "type-graphql";

export const MembershipRole = { OWNER: "OWNER", EDITOR: "EDITOR", MEMBER: "MEMBER" } as const;
export type MembershipRole = keyof typeof MembershipRole;

export const InvitationStatus = {
  PENDING: "PENDING",
  ACCEPTED: "ACCEPTED",
  DECLINED: "DECLINED",
  WITHDRAWN: "WITHDRAWN",
  EXPIRED: "EXPIRED",
} as const;
export type InvitationStatus = keyof typeof InvitationStatus;

registerEnumType(MembershipRole, {
  name: "MembershipRole",
  description: "What an account may do for an actor.",
  valuesConfig: {
    OWNER: {
      description: "Everything, and decides who the members are. A claimed actor keeps at least one.",
    },
    EDITOR: { description: "Changes the profile." },
    MEMBER: { description: "Sees what is for members." },
  },
});
registerEnumType(InvitationStatus, {
  name: "InvitationStatus",
  description: "What became of an invitation.",
  valuesConfig: {
    PENDING: { description: "Waiting for an answer." },
    ACCEPTED: { description: "Accepted: a membership began." },
    DECLINED: { description: "Declined by the invited." },
    WITHDRAWN: { description: "Taken back by the actor, or lapsed with an account." },
    EXPIRED: { description: "Not answered within 30 days." },
  },
});
