import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import type { Day, NetworkActor, NetworkRelationship, NetworkWorld } from "../network/network-model.js";

/**
 * Everything that a hub's base tables hold, as plain records: what the judge knows. The records extend those of the
 * network's model, so that its rules hold here too. Instants are ISO 8601 in UTC with milliseconds, as the API writes them.
 */
export interface HubWorld extends NetworkWorld {
  readonly actors: readonly HubActor[];
  readonly accounts: readonly HubAccount[];
  readonly memberships: readonly HubMembership[];
  readonly relationships: readonly HubRelationship[];
  readonly invitations: readonly HubInvitation[];
  readonly claims: readonly HubClaim[];
  readonly conversations: readonly HubConversation[];
  readonly participants: readonly HubParticipant[];
  readonly messages: readonly HubMessage[];
  readonly readers: readonly HubReader[];
  readonly messageReports: readonly HubMessageReport[];
  readonly notes: readonly HubNote[];
  readonly assignments: readonly HubAssignment[];
  readonly municipalities: readonly HubMunicipality[];
  readonly regions: readonly HubRegion[];
  readonly regionPeriods: readonly Period<{ municipalityId: string; regionId: string }>[];
  readonly postcodes: readonly HubPostcode[];
  readonly agreements: readonly HubAgreement[];
  readonly agreementPeriods: readonly Period<{ municipalityId: string; cultureAgreementId: string }>[];
  readonly genres: readonly HubGenre[];
  readonly instruments: readonly HubInstrument[];
  readonly relationshipRules: readonly HubRelationshipRule[];
  readonly attachments: readonly HubAttachment[];
  readonly notifications: readonly HubNotification[];
  readonly notificationKinds: readonly { readonly kind: string; readonly defaultChannel: string }[];
  readonly notificationPreferences: readonly {
    readonly accountId: string;
    readonly kind: string;
    readonly channel: string;
  }[];
}

/** What the records of all types with an id have. */
export interface HubRow {
  /** The GraphQL object type. */
  readonly type: string;
  /** The primary key. */
  readonly id: string;
  /** The id that the API shows. */
  readonly publicId: string;
}

/** Half-open, as all periods of places. */
type Period<Ends> = Readonly<Ends> & { readonly validFrom: Day; readonly validTo: Day | null };

export type Precision = "EXACT" | "NEAR" | "MUNICIPALITY";
type Respect = "physical" | "economic" | "digital";
type Accessibility = Readonly<Record<`${Respect}Accessibility`, string>> &
  Readonly<Record<`${Respect}AccessibilityNote${"Da" | "En"}`, string | null>>;

export interface HubActor extends HubRow, NetworkActor, Accessibility {
  readonly slug: string;
  /** All that it ever had. */
  readonly slugs: readonly string[];
  readonly name: string;
  readonly formerNames: readonly string[];
  readonly aboutDa: string | null;
  readonly aboutEn: string | null;
  readonly municipalityId: string | null;
  /** The exact point. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly locationPrecision: Precision;
  readonly offers: readonly string[];
  readonly seeks: readonly string[];
  readonly capacity: number | null;
  readonly stageWidthCm: number | null;
  readonly stageDepthCm: number | null;
  readonly fundingClass: string | null;
  readonly roomCount: number | null;
  readonly memberCount: number | null;
  readonly artistForm: string | null;
  readonly topics: readonly string[];
  readonly isDemo: boolean;
  readonly updatedAt: string;
  readonly genreIds: readonly string[];
  readonly instrumentIds: readonly string[];
  readonly servedMunicipalityIds: readonly string[];
  readonly links: readonly {
    readonly position: number;
    readonly url: string;
    readonly label: string | null;
  }[];
  readonly externalIds: readonly { readonly scheme: string; readonly value: string; readonly url: string }[];
  readonly editions: readonly { readonly startsOn: Day; readonly endsOn: Day }[];
  readonly lineUp: readonly LineUpEntry[];
}

export interface LineUpEntry {
  readonly position: number;
  readonly name: string;
  readonly role: string | null;
  readonly instrumentId: string | null;
}

export interface HubAccount extends HubRow {
  readonly email: string;
  readonly emailVerified: boolean;
  readonly displayName: string;
  readonly language: string;
  readonly birthDate: Day | null;
  readonly isAdministrator: boolean;
  readonly isDemo: boolean;
  readonly createdAt: string;
  readonly suspendedAt: string | null;
  readonly deletedAt: string | null;
}

export interface HubMembership extends HubRow {
  readonly accountId: string;
  readonly actorId: string;
  readonly role: string;
  readonly startedOn: Day;
  readonly endedOn: Day | null;
  readonly createdAt: string;
  readonly isCurrent: boolean;
}

export interface HubInvitation extends HubRow {
  readonly actorId: string;
  readonly email: string;
  readonly role: string;
  readonly status: string;
  readonly invitedBy: string;
  readonly expiresAt: string;
  readonly createdAt: string;
}

export interface HubClaim extends HubRow {
  readonly actorId: string;
  readonly accountId: string;
  readonly message: string | null;
  readonly status: string;
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

export interface HubConversation extends HubRow {
  readonly form: string;
  readonly subject: string | null;
  readonly hostId: string | null;
  readonly lastSequence: number;
  readonly lastActivityAt: string;
}

export interface HubParticipant extends HubRow {
  readonly conversationId: string;
  readonly actorId: string | null;
  readonly accountId: string | null;
  readonly joinedSequence: number;
  readonly joinedAt: string;
  readonly leftAt: string | null;
}

export interface HubMessage extends HubRow {
  readonly conversationId: string;
  readonly sequence: number;
  readonly accountId: string;
  readonly actorId: string | null;
  readonly asActor: boolean;
  readonly body: string | null;
  readonly replyToId: string | null;
  readonly clientMessageId: string;
  readonly sentAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
}

export interface HubMessageReport extends HubRow {
  readonly messageId: string;
  readonly reporterId: string;
  readonly reason: string;
  readonly note: string | null;
  readonly status: string;
  /** As it is stored. */
  readonly evidence: readonly {
    readonly message_id: string;
    readonly sequence: number;
    readonly sender_name: string;
    readonly body: string | null;
    readonly sent_at: string;
  }[];
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

export interface HubNote extends HubRow {
  readonly conversationId: string;
  readonly actorId: string;
  readonly accountId: string;
  readonly body: string;
  readonly writtenAt: string;
  readonly editedAt: string | null;
}

/** Who looks after a conversation in an actor's inbox. */
export interface HubAssignment {
  readonly conversationId: string;
  readonly actorId: string;
  readonly accountId: string;
}

/** What an account has read and set of a conversation. */
export interface HubReader {
  readonly conversationId: string;
  readonly accountId: string;
  readonly readSequence: number | null;
  readonly isMuted: boolean;
  readonly archivedSequence: number | null;
}

export interface HubRelationship extends HubRow, NetworkRelationship {
  readonly id: string;
  readonly proposedBy: string | null;
  readonly createdAt: string;
}

export interface HubAttachment extends HubRow {
  readonly ownerAccountId: string;
  readonly fileName: string;
  readonly state: string;
  readonly contentType: string | null;
  readonly byteSize: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly hungOnType: string | null;
  readonly hungOnId: string | null;
  readonly hungPosition: number | null;
}

export interface HubNotification extends HubRow {
  readonly accountId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly actorId: string | null;
  readonly byAccountId: string | null;
  readonly createdAt: string;
  readonly happenedAt: string;
  readonly readAt: string | null;
}

export interface HubMunicipality extends HubRow {
  readonly code: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly outsideMunicipalDivision: boolean;
}

export interface HubRegion extends HubRow {
  readonly code: string;
  readonly codeIsProvisional: boolean;
  readonly name: string;
}

export interface HubPostcode extends HubRow {
  readonly code: string;
  readonly placeName: string;
  readonly municipalityId: string;
}

export interface HubAgreement extends HubRow {
  readonly name: string;
  readonly isDemo: boolean;
}

export interface HubGenre extends HubRow {
  readonly slug: string;
  readonly labelDa: string;
  readonly labelEn: string;
  readonly parentId: string | null;
  readonly musicbrainzId: string | null;
}

export interface HubInstrument extends HubRow {
  readonly slug: string;
  readonly labelDa: string;
  readonly labelEn: string;
  readonly wikidataId: string | null;
}

export interface HubRelationshipRule {
  readonly kind: string;
  readonly isSymmetric: boolean;
  readonly phraseDa: string;
  readonly phraseEn: string;
  readonly inversePhraseDa: string;
  readonly inversePhraseEn: string;
  readonly pairs: readonly { readonly sourceKind: string; readonly targetKind: string }[];
}

/** The profile fields that all kinds of actor have, and those that some have, by kind. */
export const sharedProfileFields: readonly ProfileField[] = [
  "FORMER_NAMES",
  "ABOUT",
  "MUNICIPALITY",
  "LOCATION",
  "GENRES",
  "LINKS",
  "EXTERNAL_IDS",
  "OFFERS",
  "SEEKS",
  "ACCESSIBILITY",
  "RELATIONSHIPS",
];
export const ownProfileFields = {
  MUSIC_SCHOOL: ["INSTRUMENTS"],
  VENUE: ["CAPACITY", "STAGE", "FUNDING_CLASS"],
  FESTIVAL: ["EDITIONS"],
  REHEARSAL_ASSOCIATION: ["ROOM_COUNT", "MEMBER_COUNT"],
  ARTIST: ["FORM", "LINE_UP"],
  CULTURE_OFFICE: ["SERVED_MUNICIPALITIES"],
  KNOWLEDGE_PARTNER: ["TOPICS"],
  ASSOCIATION: ["MEMBER_COUNT"],
} as const satisfies Readonly<Record<NetworkActor["kind"], readonly ProfileField[]>>;

/** The GraphQL type of each kind of actor. */
export const actorTypes: Readonly<Record<NetworkActor["kind"], string>> = {
  MUSIC_SCHOOL: "MusicSchool",
  VENUE: "Venue",
  FESTIVAL: "Festival",
  REHEARSAL_ASSOCIATION: "RehearsalAssociation",
  ARTIST: "Artist",
  CULTURE_OFFICE: "CultureOffice",
  KNOWLEDGE_PARTNER: "KnowledgePartner",
  ASSOCIATION: "Association",
};
