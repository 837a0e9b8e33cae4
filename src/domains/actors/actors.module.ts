import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import { actorsErrorMessages } from "./actors.errors.js";
import { ActorClaimEntity } from "./claims/claim.entity.js";
import { actorClaimRead, actorClaimRootReads } from "./claims/claim.read.js";
import { ActorClaimResolver } from "./claims/claim.resolver.js";
import { ActorClaimService } from "./claims/claim.service.js";
import { InvitationEntity } from "./memberships/invitation.entity.js";
import { MembershipEntity } from "./memberships/membership.entity.js";
import {
  accountMembershipReads,
  actorMembershipReads,
  invitationRead,
  membershipRead,
} from "./memberships/membership.read.js";
import { MembershipResolver } from "./memberships/membership.resolver.js";
import { MembershipService } from "./memberships/membership.service.js";
import { ActorEntity } from "./profiles/actor.entity.js";
import {
  actorRead,
  contactLinkRead,
  externalIdRead,
  festivalEditionRead,
  lineUpEntryRead,
} from "./profiles/actor.read.js";
import { ActorResolver } from "./profiles/actor.resolver.js";
import { actorRootReads } from "./profiles/actor.root-reads.js";
import { ActorService } from "./profiles/actor.service.js";
import {
  ArtistType,
  AssociationType,
  CultureOfficeType,
  FestivalType,
  KnowledgePartnerType,
  MusicSchoolType,
  RehearsalAssociationType,
  VenueType,
} from "./profiles/actor-kinds.type.js";

export const actorsEntities = [ActorEntity, MembershipEntity, InvitationEntity, ActorClaimEntity];

/** The music actors: their profiles, who acts for them, and claims of imported ones. */
export function actorsModule(dataSource: DataSource): DomainModule {
  return {
    resolvers: [
      new ActorResolver(new ActorService(dataSource)),
      new MembershipResolver(new MembershipService(dataSource)),
      new ActorClaimResolver(new ActorClaimService(dataSource)),
    ],
    orphanedTypes: [
      MusicSchoolType,
      VenueType,
      FestivalType,
      RehearsalAssociationType,
      ArtistType,
      CultureOfficeType,
      KnowledgePartnerType,
      AssociationType,
    ],
    reads: [
      actorRead,
      contactLinkRead,
      externalIdRead,
      festivalEditionRead,
      lineUpEntryRead,
      membershipRead,
      invitationRead,
      actorClaimRead,
    ],
    addedReads: { Account: accountMembershipReads, Actor: actorMembershipReads },
    rootReads: { ...actorRootReads, ...actorClaimRootReads },
    errorMessages: { ActorsUserError: actorsErrorMessages },
  };
}
