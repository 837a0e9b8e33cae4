/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Accepts an invitation to an address that the account has verified. */
export type AcceptInvitationInput = {
  /** The invitation. */
  readonly invitationId: string;
};

/** Whether an actor is accessible in one respect. */
export type AccessibilityAnswer =
  /** No. */
  | 'NO'
  /** In part; the note says how. */
  | 'PARTLY'
  /** Nobody has said. Never to be read as no. The default. */
  | 'UNKNOWN'
  /** Yes. */
  | 'YES';

/** How accessible an actor is in one respect. */
export type AccessibilityStatementInput = {
  /** The answer. */
  readonly answer: AccessibilityAnswer;
  /** What to know, in Danish; at most 1,000 characters. */
  readonly noteDa?: string | null | undefined;
  /** What to know, in English; at most 1,000 characters. */
  readonly noteEn?: string | null | undefined;
};

/** What can go wrong in the domain accounts. */
export type AccountsErrorCode =
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** The sign-in is more than an hour old; sign in again and repeat. */
  | 'SIGN_IN_AGAIN'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG';

/** What became of a claim. */
export type ActorClaimStatus =
  /** Approved: the claimant owns the actor. */
  | 'APPROVED'
  /** Waiting for an administrator of the hub. */
  | 'PENDING'
  /** Rejected, or another claim was approved. */
  | 'REJECTED'
  /** Lapsed with the claimant's account. */
  | 'WITHDRAWN';

/** Which actors a list holds. Conditions on a field match only where the reader sees the field. */
export type ActorFilter = {
  /** Only claimed (true) or unclaimed (false) ones; both by default. */
  readonly claimed?: boolean | null | undefined;
  /** Standing for any of these genres, by slug; at most 50, all by default. */
  readonly genreSlugs?: ReadonlyArray<string> | null | undefined;
  /** Any of these kinds, at most 50; all by default. */
  readonly kinds?: ReadonlyArray<ActorKind> | null | undefined;
  /** In any of these municipalities, by four-digit code; at most 100, all by default. */
  readonly municipalityCodes?: ReadonlyArray<string> | null | undefined;
  /** Words of the name or a former name, at most 200 characters: Danish letters may be written æ ø å, ae oe aa or without accents, words may be begun only, and each may hold one typing mistake. Empty: no condition. */
  readonly text?: string | null | undefined;
};

/** What kind of music actor (musikaktør) it is. */
export type ActorKind =
  /** Artist: solo, duo or band (solist, duo, band). */
  | 'ARTIST'
  /** Association (forening). */
  | 'ASSOCIATION'
  /** Municipal culture office (kulturforvaltning). */
  | 'CULTURE_OFFICE'
  /** Festival. */
  | 'FESTIVAL'
  /** Knowledge partner (videnpartner). */
  | 'KNOWLEDGE_PARTNER'
  /** Music school (musikskole). */
  | 'MUSIC_SCHOOL'
  /** Rehearsal association (øvelokaleforening). */
  | 'REHEARSAL_ASSOCIATION'
  /** Venue (spillested). */
  | 'VENUE';

/** Where an actor is and how exactly that is shown. */
export type ActorLocationInput = {
  /** Latitude in degrees (WGS 84), -90 to 90. */
  readonly latitude: number;
  /** Longitude in degrees (WGS 84), -180 to 180. */
  readonly longitude: number;
  /** How exactly it is shown. */
  readonly precision?: LocationPrecision;
};

/** The order of a list of actors. */
export type ActorOrder =
  /** The oldest entry first. */
  | 'CREATED_AT_ASC'
  /** The newest entry first. */
  | 'CREATED_AT_DESC'
  /** By name in Danish order: Æ, Ø, Å last, Aa as Å. The default. */
  | 'NAME_ASC'
  /** By name, reversed. */
  | 'NAME_DESC';

/** What can go wrong in the domain actors. */
export type ActorsErrorCode =
  /** The actor has an owner. */
  | 'ALREADY_CLAIMED'
  /** The account acts for the actor already. */
  | 'ALREADY_MEMBER'
  /** The claim is decided already. */
  | 'CLAIM_CLOSED'
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** A minor asks, belongs to the artist or owns the actor: then no more than the municipality is shown. */
  | 'EXACT_LOCATION_OF_MINOR'
  /** Another actor has this id of the register, also when it hides it. */
  | 'EXTERNAL_ID_TAKEN'
  /** The idempotency key was used with another input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The edition ends before it begins, lasts too long, is out of the years 1900 to 2999 or shares days with another. */
  | 'INVALID_EDITION'
  /** The text is not one e-mail address of at most 254 bytes. */
  | 'INVALID_EMAIL'
  /** The register has no ids of this form; the message says which it has. */
  | 'INVALID_EXTERNAL_ID'
  /** The slug is not a-z and 0-9 in groups joined by single hyphens, 1 to 80 characters. */
  | 'INVALID_SLUG'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** The text is no http or https address of at most 2,000 characters when encoded, or holds a user name or password. */
  | 'INVALID_WEB_ADDRESS'
  /** The invitation is answered, taken back or expired. */
  | 'INVITATION_CLOSED'
  /** A claimed actor keeps at least one owner. */
  | 'LAST_OWNER'
  /** The membership has ended already. */
  | 'MEMBERSHIP_ENDED'
  /** The name is null, empty or shows nothing. */
  | 'NAME_MISSING'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** A minor asks, belongs to the artist or owns the actor: then its relationships are for its network at most. */
  | 'RELATIONSHIPS_OF_MINOR'
  /** The actor has had 20 slugs and gets no new one; it may go back to one of them. */
  | 'SLUGS_USED_UP'
  /** Another actor has or had this slug. */
  | 'SLUG_TAKEN'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG'
  /** The vocabulary has no genre with this slug. */
  | 'UNKNOWN_GENRE'
  /** The vocabulary has no instrument with this slug. */
  | 'UNKNOWN_INSTRUMENT'
  /** No municipality has this code. */
  | 'UNKNOWN_MUNICIPALITY'
  /** The input has an object of another kind of actor. */
  | 'WRONG_KIND';

/** Leaves a note on a conversation in an actor's inbox. For the actor's owners and editors. */
export type AddConversationNoteInput = {
  /** The actor whose inbox it is in; its owners and editors see the note. */
  readonly actorId: string;
  /** The text, 1 to 2,000 characters. */
  readonly body: string;
  /** The conversation. */
  readonly conversationId: string;
  /** Makes the request safe to repeat: the same key and input answer the same note. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Adds an actor to a group. For who takes part and is related to the actor. */
export type AddParticipantInput = {
  /** The actor to add; it sees the whole conversation. */
  readonly actorId: string;
  /** The conversation. */
  readonly conversationId: string;
};

/** Makes the claimant the actor's owner. For administrators of the hub. */
export type ApproveClaimInput = {
  /** The claim. */
  readonly claimId: string;
};

/** How many play. */
export type ArtistForm =
  /** Three or more (band). */
  | 'BAND'
  /** Two (duo). */
  | 'DUO'
  /** One (solist). */
  | 'SOLO';

/** What is particular to an artist. */
export type ArtistInput = {
  /** Solo, duo or band. */
  readonly form?: ArtistForm | null | undefined;
  /** Who plays, in order; at most 50. */
  readonly lineUp?: ReadonlyArray<LineUpEntryInput> | null | undefined;
};

/** Assigns a conversation within an actor's inbox. For the actor's owners and editors. */
export type AssignConversationInput = {
  /** The actor whose inbox it is in. */
  readonly actorId: string;
  /** The conversation. */
  readonly conversationId: string;
  /** The membership of the owner or editor who looks after it from now on; null for nobody, which is the default. */
  readonly membershipId?: string | null | undefined;
};

/** What is particular to an association. */
export type AssociationInput = {
  /** How many members it has, 0 to 1,000,000. */
  readonly memberCount?: number | null | undefined;
};

/** What can go wrong in the domain attachments. */
export type AttachmentsErrorCode =
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** The idempotency key was used with another input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The file name is empty, or holds / or \. */
  | 'INVALID_FILE_NAME'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG'
  /** The file name's ending is none of those that are accepted. */
  | 'UNSUPPORTED_TYPE';

/** Blocks an actor on behalf of another. For owners and editors of the one that blocks. */
export type BlockActorInput = {
  /** The actor that blocks: yours. */
  readonly actorId: string;
  /** The actor that is blocked. */
  readonly blockedActorId: string;
};

/** Says that an unclaimed actor is one's own. */
export type ClaimActorInput = {
  /** The actor. */
  readonly actorId: string;
  /** Why it is yours, at most 2,000 characters. */
  readonly message?: string | null | undefined;
};

/** Confirms a proposed relationship, for the owners and editors of the end that did not propose it. */
export type ConfirmRelationshipInput = {
  /** The relationship. */
  readonly relationshipId: string;
};

/** An address on the web where an actor is found. */
export type ContactLinkInput = {
  /** What it leads to, at most 100 characters. */
  readonly label?: string | null | undefined;
  /** An http or https address, at most 2,000 characters. */
  readonly url: string;
};

/** Between whom a conversation is. */
export type ConversationForm =
  /** Attached to something, such as an actor: whoever belongs to that takes part, from the moment they do until they do not. */
  | 'ATTACHED'
  /** Between two, who have one such conversation with each other. */
  | 'DIRECT'
  /** Between any number, to which others can be added. */
  | 'GROUP';

/** A new actor. Whoever creates it becomes its owner. */
export type CreateActorInput = {
  /** About it, in Danish; at most 10,000 characters. */
  readonly aboutDa?: string | null | undefined;
  /** About it, in English; at most 10,000 characters. */
  readonly aboutEn?: string | null | undefined;
  /** Only for an artist. */
  readonly artist?: ArtistInput | null | undefined;
  /** Only for an association. */
  readonly association?: AssociationInput | null | undefined;
  /** Only for a culture office. */
  readonly cultureOffice?: CultureOfficeInput | null | undefined;
  /** Digital accessibility; null: unknown. */
  readonly digitalAccessibility?: AccessibilityStatementInput | null | undefined;
  /** Economic accessibility; null: unknown. */
  readonly economicAccessibility?: AccessibilityStatementInput | null | undefined;
  /** What it is called in other registers; at most 20. */
  readonly externalIds?: ReadonlyArray<ExternalIdInput> | null | undefined;
  /** Only for a festival. */
  readonly festival?: FestivalInput | null | undefined;
  /** Fields whose visibility changes, at most 50; the others keep theirs. The last entry of a field counts; null: no change. */
  readonly fieldVisibilities?: ReadonlyArray<ProfileFieldVisibilityInput> | null | undefined;
  /** Slugs of the genres it stands for, at most 20. */
  readonly genreSlugs?: ReadonlyArray<string> | null | undefined;
  /** A key of your own, at most 200 characters: the same key and input answer the same actor, however often it is sent. */
  readonly idempotencyKey?: string | null | undefined;
  /** Its kind, for good. */
  readonly kind: ActorKind;
  /** Only for a knowledge partner. */
  readonly knowledgePartner?: KnowledgePartnerInput | null | undefined;
  /** Where it is found on the web, in order; at most 20. */
  readonly links?: ReadonlyArray<ContactLinkInput> | null | undefined;
  /** Where it is. */
  readonly location?: ActorLocationInput | null | undefined;
  /** Four-digit code of the municipality it belongs to. Absent: unchanged, and none for a new actor; null: none. */
  readonly municipalityCode?: string | null | undefined;
  /** Only for a music school. */
  readonly musicSchool?: MusicSchoolInput | null | undefined;
  /** Its name, 1 to 200 characters. The slug is made from it. */
  readonly name: string;
  /** What it offers others, at most 20 of 200 characters each. */
  readonly offers?: ReadonlyArray<string> | null | undefined;
  /** Physical accessibility; null: unknown. */
  readonly physicalAccessibility?: AccessibilityStatementInput | null | undefined;
  /** Only for a rehearsal association. */
  readonly rehearsalAssociation?: RehearsalAssociationInput | null | undefined;
  /** What it looks for, at most 20 of 200 characters each. */
  readonly seeks?: ReadonlyArray<string> | null | undefined;
  /** Only for a venue. */
  readonly venue?: VenueInput | null | undefined;
};

/** What is particular to a culture office. */
export type CultureOfficeInput = {
  /** The municipalities it works for, by four-digit code; at most 100. */
  readonly servedMunicipalityCodes: ReadonlyArray<string>;
};

/** Decides a report. For administrators of the hub. */
export type DecideMessageReportInput = {
  /** Whether it is right: then the message is deleted. What else follows, such as suspending an account, is done apart. */
  readonly isUpheld: boolean;
  /** The report. */
  readonly messageReportId: string;
};

/** Declines an invitation as the invited, or takes it back as an owner of the actor. */
export type DeclineInvitationInput = {
  /** The invitation. */
  readonly invitationId: string;
};

/** Declines a proposed relationship, or takes it back as the end that proposed it. */
export type DeclineRelationshipInput = {
  /** The relationship. */
  readonly relationshipId: string;
};

/** Deletes one's own account for good. The sign-in must be less than an hour old. */
export type DeleteAccountInput = {
  /** One's own account, named so that nobody deletes by mistake. */
  readonly accountId: string;
};

/** Deletes a note. For who wrote it and the actor's owners. */
export type DeleteConversationNoteInput = {
  /** The note. */
  readonly conversationNoteId: string;
};

/** Deletes a message; its number stays, without text. For the account that sent it and the owners and editors of the actor it was sent as. */
export type DeleteMessageInput = {
  /** The message. */
  readonly messageId: string;
};

/** Changes a note. For who wrote it. */
export type EditConversationNoteInput = {
  /** The new text, 1 to 2,000 characters. */
  readonly body: string;
  /** The note. */
  readonly conversationNoteId: string;
};

/** Changes the text of a message. For the account that sent it. */
export type EditMessageInput = {
  /** The new text in Markdown, 1 to 10,000 characters; it may be empty where there are attachments. */
  readonly body: string;
  /** The message. */
  readonly messageId: string;
};

/** Ends a membership: one's own, or anybody's as an owner of the actor. */
export type EndMembershipInput = {
  /** The membership. */
  readonly membershipId: string;
};

/** Ends a confirmed relationship, for the owners and editors of either end. */
export type EndRelationshipInput = {
  /** The day from which it is over, also one to come, or at most 366 days back; today in Copenhagen by default. */
  readonly endedOn?: string | null | undefined;
  /** The relationship. */
  readonly relationshipId: string;
};

/** What an actor is called in a register outside Samspil. */
export type ExternalIdInput = {
  /** The register. */
  readonly scheme: ExternalIdScheme;
  /** The id as the register writes it, or the address where the register shows it; at most 200 characters. */
  readonly value: string;
};

/** A register outside Samspil. */
export type ExternalIdScheme =
  /** The Danish business register: 8 digits with a check. */
  | 'CVR'
  /** MusicBrainz: a UUID. */
  | 'MUSICBRAINZ'
  /** OpenStreetMap: `node/`, `way/` or `relation/` and a number. */
  | 'OPENSTREETMAP'
  /** Wikidata: Q and a number. */
  | 'WIKIDATA';

/** One holding of a festival. */
export type FestivalEditionInput = {
  /** The last day, at most 366 days later. */
  readonly endsOn: string;
  /** The first day, 1900 to 2999. */
  readonly startsOn: string;
};

/** What is particular to a festival. */
export type FestivalInput = {
  /** Its editions, no two sharing a day; at most 200. */
  readonly editions: ReadonlyArray<FestivalEditionInput>;
};

/** Who sees a profile field. */
export type FieldVisibility =
  /** The actor's current members, and the hub's administrators. */
  | 'MEMBERS'
  /** Whoever acts for an actor that has a confirmed relationship in effect today with this one, the actor's members, and the hub's administrators. Not who acts for an actor that this one has blocked. */
  | 'NETWORK'
  /** Everyone, also without an account. */
  | 'PUBLIC'
  /** Everyone who is signed in. */
  | 'SIGNED_IN';

/** What became of an invitation. */
export type InvitationStatus =
  /** Accepted: a membership began. */
  | 'ACCEPTED'
  /** Declined by the invited. */
  | 'DECLINED'
  /** Not answered within 30 days. */
  | 'EXPIRED'
  /** Waiting for an answer. */
  | 'PENDING'
  /** Taken back by the actor, or lapsed with an account. */
  | 'WITHDRAWN';

/** Asks somebody to act for an actor. For owners. */
export type InviteMemberInput = {
  /** The actor that invites. */
  readonly actorId: string;
  /** The address to invite, at most 254 bytes of UTF-8; whether it has an account is not told. */
  readonly email: string;
  /** The role offered. */
  readonly role: MembershipRole;
};

/** What is particular to a knowledge partner. */
export type KnowledgePartnerInput = {
  /** What it knows about, at most 20 of 200 characters each. */
  readonly topics: ReadonlyArray<string>;
};

/** A language that people read Samspil in. */
export type Language =
  /** Danish (dansk). */
  | 'DA'
  /** English (engelsk). */
  | 'EN';

/** Leaves a group. */
export type LeaveConversationInput = {
  /** The actor that leaves, which you own or edit; yourself by default. */
  readonly asActorId?: string | null | undefined;
  /** The conversation. */
  readonly conversationId: string;
};

/** Somebody in an artist's line-up. */
export type LineUpEntryInput = {
  /** What they play: the slug of an instrument. */
  readonly instrumentSlug?: string | null | undefined;
  /** The name they play under, at most 200 characters. */
  readonly name: string;
  /** What they do, at most 200 characters. */
  readonly role?: string | null | undefined;
};

/** How exactly an actor shows where it is. Nothing finer ever leaves the API. */
export type LocationPrecision =
  /** The point itself. */
  | 'EXACT'
  /** The centre of the municipality. The default. */
  | 'MUNICIPALITY'
  /** The middle of a fixed cell of about 2 by 2 km that holds the point. */
  | 'NEAR';

/** Notes how far the account has read. For everybody who takes part. */
export type MarkConversationReadInput = {
  /** The conversation. */
  readonly conversationId: string;
  /** The number of the last message read; the conversation's last by default. Never goes back. */
  readonly upToSequence?: number | null | undefined;
};

/** Makes messages unread again. For everybody who takes part. */
export type MarkConversationUnreadInput = {
  /** The conversation. */
  readonly conversationId: string;
  /** The number of the first message that is to be unread; the last of somebody else by default. */
  readonly fromSequence?: number | null | undefined;
};

/** Marks notifications of one's own as read: either some, or all down from one in the list. Those that are read already stay so. */
export type MarkNotificationsReadInput = {
  /** The notifications, at most 100. */
  readonly notificationIds?: ReadonlyArray<string> | null | undefined;
  /** The latest notification that was seen: it and all that happened before it. What has come meanwhile stays unread. */
  readonly upToNotificationId?: string | null | undefined;
};

/** What an account may do for an actor. */
export type MembershipRole =
  /** Changes the profile. */
  | 'EDITOR'
  /** Sees what is for members. */
  | 'MEMBER'
  /** Everything, and decides who the members are. A claimed actor keeps at least one. */
  | 'OWNER';

/** What can go wrong in the domain messaging. */
export type MessagingErrorCode =
  /** The actor takes part already. */
  | 'ALREADY_THERE'
  /** You take part through several actors: say in `asActorId` as which you write. */
  | 'AS_WHOM'
  /** The attachment's bytes have not arrived. */
  | 'ATTACHMENT_NOT_READY'
  /** The attachment hangs on something already, or stands in the list twice. */
  | 'ATTACHMENT_TAKEN'
  /** You have introduced yourself; you can write again when you have an answer. */
  | 'AWAITS_ANSWER'
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** A text that has to say something shows nothing. */
  | 'EMPTY_TEXT'
  /** Who takes part in a conversation that is attached to something follows from who belongs to that: nobody is chosen, added or removed, nor leaves by itself. */
  | 'FOLLOWS_MEMBERSHIP'
  /** The client's id was used with another input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** The message is deleted. */
  | 'MESSAGE_DELETED'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** A conversation between two stays between those two: start a group. */
  | 'NOT_A_GROUP'
  /** The two are not related. Propose a relationship, or write to an organisation, or as one: that may introduce itself once. */
  | 'NOT_CONNECTED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The conversation would have no other participant than the one that starts it. */
  | 'ONLY_YOURSELF'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** The report is decided already. */
  | 'REPORT_DECIDED'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG'
  /** A conversation has at most 100 participants. */
  | 'TOO_MANY_PARTICIPANTS';

/** What is particular to a music school. */
export type MusicSchoolInput = {
  /** What it teaches: slugs of instruments, at most 200. */
  readonly instrumentSlugs: ReadonlyArray<string>;
};

/** Around a point. */
export type NearFilter = {
  /** Latitude in degrees (WGS 84), -90 to 90. */
  readonly latitude: number;
  /** Longitude in degrees (WGS 84), -180 to 180. */
  readonly longitude: number;
  /** Only what shows that it is within so many kilometres, 0 to 1,000. Absent: everything, with its distance. Distances start from the place shown, which may be the middle of a municipality. */
  readonly withinKm?: number | null | undefined;
};

/** What can go wrong in the domain network. */
export type NetworkErrorCode =
  /** The actor that proposes has blocked the other. */
  | 'ACTOR_BLOCKED'
  /** The proposal is answered already, in another way. */
  | 'ALREADY_ANSWERED'
  /** The relationship has ended already. */
  | 'ALREADY_ENDED'
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** The day is out of the years 1000 to 2999. */
  | 'DAY_OUT_OF_RANGE'
  /** This kind of relationship cannot stand between these kinds of actor; `relationshipRules` lists what can. */
  | 'DISALLOWED_PAIR'
  /** The two have a relationship of this kind, proposed or confirmed, in a period that shares days with this one. */
  | 'DUPLICATE'
  /** The relationship would end before it starts. */
  | 'END_BEFORE_START'
  /** One side ends a relationship as of today or a day to come, or at most 366 days back. */
  | 'END_TOO_EARLY'
  /** The idempotency key was used with another input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** The relationship is not confirmed, so it cannot end. */
  | 'NOT_CONFIRMED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** Both ids name one actor; nobody has a relationship to itself or blocks itself. */
  | 'SAME_ACTOR'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG';

/** How an account hears of a kind of notification. */
export type NotificationChannel =
  /** In the hub, and by e-mail of what it has not read there after 15 minutes. */
  | 'EMAIL'
  /** In the hub. */
  | 'HUB'
  /** Not at all: no notification is made. */
  | 'NONE';

/** What a notification tells of. */
export type NotificationKind =
  /** An actor that the account speaks for was added to a group. Its subject is the conversation. */
  | 'ADDED_TO_CONVERSATION'
  /** Others have written in a conversation that the account reads and has not muted. Its subject is the conversation. */
  | 'MESSAGE_RECEIVED'
  /** Another actor has confirmed a relationship that one proposed which the account speaks for. Its subject is the relationship. */
  | 'RELATIONSHIP_CONFIRMED'
  /** Another actor claims a relationship with one that the account speaks for, and it waits for an answer. Its subject is the relationship. */
  | 'RELATIONSHIP_PROPOSED';

/** How to hear of a kind of notification. */
export type NotificationPreferenceInput = {
  /** How to hear of it. */
  readonly channel: NotificationChannel;
  /** The kind. */
  readonly kind: NotificationKind;
};

/** What can go wrong in the domain notifications. */
export type NotificationsErrorCode =
  /** The text looks like a CPR number (Danish civil registration number), which is never accepted. */
  | 'CPR_NUMBER'
  /** The text holds characters that cannot be stored, such as NUL or half of a surrogate pair. */
  | 'INVALID_TEXT'
  /** A kind stands in the list twice. */
  | 'KIND_TWICE'
  /** You see it, but may not do this to it. */
  | 'NOT_ALLOWED'
  /** What an id or slug in the input names does not exist, or is hidden from you. */
  | 'NOT_FOUND'
  /** The number is smaller or larger than its bounds. */
  | 'OUT_OF_RANGE'
  /** The text has more characters, or the list more items, than its limit. */
  | 'TOO_LONG'
  /** Neither `notificationIds` nor `upToNotificationId` is given, or both are. */
  | 'WHICH_ONES';

/** A field of a profile whose visibility its actor decides: public by default, only LINE_UP is for the network. Name, kind and slug are always public. Who does not see MUNICIPALITY does not see LOCATION either. */
export type ProfileField =
  /** The text about it, in both languages. */
  | 'ABOUT'
  /** All three accessibility statements (tilgængelighed). */
  | 'ACCESSIBILITY'
  /** How many guests a venue holds. */
  | 'CAPACITY'
  /** A festival's editions. */
  | 'EDITIONS'
  /** What it is called in other registers. */
  | 'EXTERNAL_IDS'
  /** Whether an artist is a solo artist, duo or band. */
  | 'FORM'
  /** Names it had before. */
  | 'FORMER_NAMES'
  /** How the state supports a venue. */
  | 'FUNDING_CLASS'
  /** The genres it stands for. */
  | 'GENRES'
  /** What a music school teaches. */
  | 'INSTRUMENTS'
  /** An artist's line-up (besætning); for the network by default, since it names people. */
  | 'LINE_UP'
  /** Where it is found on the web. */
  | 'LINKS'
  /** The point where it shows that it is. */
  | 'LOCATION'
  /** How many members a rehearsal association or association has. */
  | 'MEMBER_COUNT'
  /** The municipality (kommune) it belongs to. */
  | 'MUNICIPALITY'
  /** What it offers others. */
  | 'OFFERS'
  /** Its confirmed relationships. Others see one only where both its ends show theirs; at most NETWORK where a minor is at home. */
  | 'RELATIONSHIPS'
  /** How many rehearsal rooms (øvelokaler) a rehearsal association has. */
  | 'ROOM_COUNT'
  /** What it looks for. */
  | 'SEEKS'
  /** The municipalities that a culture office works for. */
  | 'SERVED_MUNICIPALITIES'
  /** A venue's stage. */
  | 'STAGE'
  /** What a knowledge partner knows about. */
  | 'TOPICS';

/** Who sees one field of a profile. */
export type ProfileFieldVisibilityInput = {
  /** The field. */
  readonly field: ProfileField;
  /** Who sees it. */
  readonly visibility: FieldVisibility;
};

/** Claims a relationship, for the owners and editors of one of its ends. */
export type ProposeRelationshipInput = {
  /** The day from which it is over, not before the first; absent while it lasts. */
  readonly endedOn?: string | null | undefined;
  /** A key of your own for sending this again safely: the same key and input answer the same relationship for 30 days. */
  readonly idempotencyKey?: string | null | undefined;
  /** What joins the two. */
  readonly kind: RelationshipKind;
  /** The actor that does it, such as the one that teaches. */
  readonly sourceId: string;
  /** The first day, in the years 1000 to 2999; absent when it is not known, which counts as always. */
  readonly startedOn?: string | null | undefined;
  /** The actor with or at which, such as the school. */
  readonly targetId: string;
};

/** What is particular to a rehearsal association. */
export type RehearsalAssociationInput = {
  /** How many members it has, 0 to 1,000,000. */
  readonly memberCount?: number | null | undefined;
  /** How many rehearsal rooms it has, 0 to 1,000. */
  readonly roomCount?: number | null | undefined;
};

/** Lets a suspended account sign in again. For administrators of the hub. */
export type ReinstateAccountInput = {
  /** The account. */
  readonly accountId: string;
};

/** Turns a claim down. For administrators of the hub. */
export type RejectClaimInput = {
  /** The claim. */
  readonly claimId: string;
};

/** What joins two actors (relation). `relationshipRules` tells between which kinds of actor each may stand. */
export type RelationshipKind =
  /** The source collaborates with the target (samarbejder med). Symmetric: exists once between two actors. */
  | 'COLLABORATES_WITH'
  /** The source organises events with the target (arrangerer sammen med). Symmetric: exists once between two actors. */
  | 'CO_ORGANISES'
  /** The source grew out of the target (er vokset ud af). Directed. */
  | 'GREW_OUT_OF'
  /** The source hosts the target (er vært for). Directed. */
  | 'HOSTS'
  /** The source is a member of the target (er medlem af). Directed. */
  | 'MEMBER_OF'
  /** The source mentors the target (er mentor for). Directed. */
  | 'MENTORS'
  /** The source has moved on to the target (er vokset videre til). Directed. */
  | 'OUTGROWN_TO'
  /** The source is a partner of the target (er partner med). Symmetric: exists once between two actors. */
  | 'PARTNER_OF'
  /** The source plays at the target (spiller på). Directed. */
  | 'PLAYS_AT'
  /** The source rehearses at the target (øver hos). Directed. */
  | 'REHEARSES_AT'
  /** The source teaches at the target (underviser på). Directed. */
  | 'TEACHES_AT';

/** How far a relationship has come. */
export type RelationshipStatus =
  /** Confirmed by the other side (bekræftet), or imported between actors without an owner. */
  | 'CONFIRMED'
  /** Declined by the other side, or taken back by the one that proposed it (afvist). Only the two see it. */
  | 'DECLINED'
  /** Confirmed once, and over by now (afsluttet). */
  | 'ENDED'
  /** Claimed by one side and not answered by the other (foreslået). Only the two see it. */
  | 'PROPOSED';

/** Removes somebody from a group. For who started it, who added the one that is removed, and that one itself. */
export type RemoveParticipantInput = {
  /** The participant. */
  readonly participantId: string;
};

/** Reports a message to the administrators of the hub. For who reads it. */
export type ReportMessageInput = {
  /** The message. */
  readonly messageId: string;
  /** What you add, at most 2,000 characters. */
  readonly note?: string | null | undefined;
  /** Why. */
  readonly reason: ReportReason;
};

/** Why a message is reported. */
export type ReportReason =
  /** Insults, threats or pressure (chikane). */
  | 'HARASSMENT'
  /** Something else, which the note says. */
  | 'OTHER'
  /** Somebody's private data. */
  | 'PRIVATE_DATA'
  /** Sexual content, or an approach to a minor. */
  | 'SEXUAL'
  /** Advertising, or the same to many. */
  | 'SPAM'
  /** Violence, or a call to it. */
  | 'VIOLENCE';

/** What became of a report. */
export type ReportStatus =
  /** It is not. */
  | 'DISMISSED'
  /** Nobody has decided yet. */
  | 'OPEN'
  /** It is right; the message is deleted. */
  | 'UPHELD';

/** What hits must be; each part that is absent filters nothing. */
export type SearchFilter = {
  /** Only actors of these kinds. */
  readonly actorKinds?: ReadonlyArray<ActorKind> | null | undefined;
  /** Only what shows to the reader that it stands for one of these genres: slugs, at most 50. */
  readonly genreSlugs?: ReadonlyArray<string> | null | undefined;
  /** Only what shows to the reader that it belongs to one of these municipalities: four-digit codes, at most 100. */
  readonly municipalityCodes?: ReadonlyArray<string> | null | undefined;
  /** Around a point. */
  readonly near?: NearFilter | null | undefined;
};

/** The order of hits. */
export type SearchOrder =
  /** The nearest to the point of `near` first, then by title; what shows no place last. BAD_USER_INPUT without `near`. */
  | 'DISTANCE'
  /** What meets the query best first, then by title in Danish order. The default. Of more than 10,000 hits the pages hold so many: those whose title begins with the query, then those with all its words in the title, then others. */
  | 'RELEVANCE';

/** Sends a message to a conversation that one takes part in. */
export type SendMessageInput = {
  /** The actor to write as, which takes part and which you own or edit; by default yourself, or the only actor through which you take part. */
  readonly asActorId?: string | null | undefined;
  /** Files to send along, at most 10: attachments of your own that are ready and hang on nothing yet. */
  readonly attachmentIds?: ReadonlyArray<string> | null | undefined;
  /** The text in Markdown, 1 to 10,000 characters; it may be empty with attachments. */
  readonly body: string;
  /** An id of your own, at most 200 characters, for sending this again safely: the same id and input answer the same message, however often. */
  readonly clientMessageId: string;
  /** The conversation. */
  readonly conversationId: string;
  /** The message of the conversation that this one replies to. */
  readonly replyToId?: string | null | undefined;
};

/** Starts a conversation, or finds the one that the two have already. */
export type StartConversationInput = {
  /** The actor to start it as, which you own or edit; yourself by default. */
  readonly asActorId?: string | null | undefined;
  /** What to attach it to, instead of choosing participants: an actor that you are a member of. All its members take part, each as itself, also those who join later; there is one such conversation. */
  readonly attachedToId?: string | null | undefined;
  /** With the first message. Files to send along, at most 10: attachments of your own that are ready and hang on nothing yet. */
  readonly attachmentIds?: ReadonlyArray<string> | null | undefined;
  /** A first message, in Markdown, at most 10,000 characters. */
  readonly body?: string | null | undefined;
  /** An id of your own, at most 200 characters, for sending this again safely: the same id and input answer the same message, however often. */
  readonly clientMessageId: string;
  /** The actors to write to, 1 to 99; with one the conversation is between two, with more it is a group. None for one that is attached to something. */
  readonly participantActorIds: ReadonlyArray<string>;
  /** What it is about, at most 200 characters. */
  readonly subject?: string | null | undefined;
};

/** Announces a file that is to hang on something. */
export type StartUploadInput = {
  /** How many bytes will be sent, 1 to 26,214,400 (25 MB). */
  readonly byteSize: number;
  /** What people call it, 1 to 200 characters without / and \. Its ending must be one that is accepted: jpg, jpeg, png, webp, gif; pdf, docx, xlsx, pptx, odt, ods, odp; mp3, m4a, wav, flac, ogg, oga, opus, aac, aif, aiff, mid, midi; txt, csv, ics. */
  readonly fileName: string;
  /** Makes the request safe to repeat: the same key and input answer the same attachment. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Keeps an account from signing in and ends its sessions at once. For administrators of the hub. */
export type SuspendAccountInput = {
  /** The account; not one's own. */
  readonly accountId: string;
};

/** Takes a block back. For owners and editors of the actor that blocks. */
export type UnblockActorInput = {
  /** The actor that blocks: yours. */
  readonly actorId: string;
  /** The actor that is blocked. */
  readonly blockedActorId: string;
};

/** Changes to an actor: an absent field stays as it is, null empties it. For owners and editors. */
export type UpdateActorInput = {
  /** About it, in Danish; at most 10,000 characters. */
  readonly aboutDa?: string | null | undefined;
  /** About it, in English; at most 10,000 characters. */
  readonly aboutEn?: string | null | undefined;
  /** The actor. */
  readonly actorId: string;
  /** Only for an artist. */
  readonly artist?: ArtistInput | null | undefined;
  /** Only for an association. */
  readonly association?: AssociationInput | null | undefined;
  /** Only for a culture office. */
  readonly cultureOffice?: CultureOfficeInput | null | undefined;
  /** Digital accessibility; null: unknown. */
  readonly digitalAccessibility?: AccessibilityStatementInput | null | undefined;
  /** Economic accessibility; null: unknown. */
  readonly economicAccessibility?: AccessibilityStatementInput | null | undefined;
  /** What it is called in other registers; at most 20. */
  readonly externalIds?: ReadonlyArray<ExternalIdInput> | null | undefined;
  /** Only for a festival. */
  readonly festival?: FestivalInput | null | undefined;
  /** Fields whose visibility changes, at most 50; the others keep theirs. The last entry of a field counts; null: no change. */
  readonly fieldVisibilities?: ReadonlyArray<ProfileFieldVisibilityInput> | null | undefined;
  /** Its former names, the latest first; at most 20. Replaces the list. */
  readonly formerNames?: ReadonlyArray<string> | null | undefined;
  /** Slugs of the genres it stands for, at most 20. */
  readonly genreSlugs?: ReadonlyArray<string> | null | undefined;
  /** Only for a knowledge partner. */
  readonly knowledgePartner?: KnowledgePartnerInput | null | undefined;
  /** Where it is found on the web, in order; at most 20. */
  readonly links?: ReadonlyArray<ContactLinkInput> | null | undefined;
  /** Where it is. */
  readonly location?: ActorLocationInput | null | undefined;
  /** Four-digit code of the municipality it belongs to. Absent: unchanged, and none for a new actor; null: none. */
  readonly municipalityCode?: string | null | undefined;
  /** Only for a music school. */
  readonly musicSchool?: MusicSchoolInput | null | undefined;
  /** A new name, 1 to 200 characters; not null. The old one joins the former names, of which the oldest goes when they are 20 already. */
  readonly name?: string | null | undefined;
  /** What it offers others, at most 20 of 200 characters each. */
  readonly offers?: ReadonlyArray<string> | null | undefined;
  /** Physical accessibility; null: unknown. */
  readonly physicalAccessibility?: AccessibilityStatementInput | null | undefined;
  /** Only for a rehearsal association. */
  readonly rehearsalAssociation?: RehearsalAssociationInput | null | undefined;
  /** What it looks for, at most 20 of 200 characters each. */
  readonly seeks?: ReadonlyArray<string> | null | undefined;
  /** A new slug of a-z, 0-9 and single hyphens, at most 80 characters; not null. The old one still finds the actor. */
  readonly slug?: string | null | undefined;
  /** Only for a venue. */
  readonly venue?: VenueInput | null | undefined;
};

/** What an account sets of a conversation for itself; what is absent stays. */
export type UpdateConversationSettingsInput = {
  /** The conversation. */
  readonly conversationId: string;
  /** Whether it is put away until its next message. */
  readonly isArchived?: boolean | null | undefined;
  /** Whether it gives no notifications. */
  readonly isMuted?: boolean | null | undefined;
};

/** Chooses how to hear of kinds of notification from now on; those that are not named stay as they are. What there is already stays. */
export type UpdateNotificationPreferencesInput = {
  /** The choices, each kind once; at most 50. */
  readonly preferences: ReadonlyArray<NotificationPreferenceInput>;
};

/** How a venue is supported by the state (spillestedstype). */
export type VenueFundingClass =
  /** Supported with musicians' fees (honorarstøttet spillested). */
  | 'FEE_SUPPORTED'
  /** Genre venue (genrespillested). */
  | 'GENRE'
  /** None of these. */
  | 'NONE'
  /** Regional venue (regionalt spillested). */
  | 'REGIONAL';

/** What is particular to a venue. */
export type VenueInput = {
  /** How many guests it holds, 1 to 500,000. */
  readonly capacity?: number | null | undefined;
  /** How the state supports it. */
  readonly fundingClass?: VenueFundingClass | null | undefined;
  /** Depth of the stage in metres, 0.5 to 200; kept to the centimetre. */
  readonly stageDepthMetres?: number | null | undefined;
  /** Width of the stage in metres, 0.5 to 200; kept to the centimetre. */
  readonly stageWidthMetres?: number | null | undefined;
};

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { readonly acceptInvitation: { readonly membership: { readonly id: string, readonly role: MembershipRole, readonly startedOn: string, readonly actor:
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
       } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ActorBySlugQueryVariables = Exact<{
  slug: string;
}>;


export type ActorBySlugQuery = { readonly actor:
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly form: ArtistForm | null, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly lineUp: ReadonlyArray<{ readonly name: string, readonly role: string | null, readonly instrument: { readonly slug: string, readonly label: string } | null }> }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly memberCount: number | null, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly servedMunicipalities: ReadonlyArray<{ readonly code: string, readonly name: string }> }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly editions: ReadonlyArray<{ readonly startsOn: string, readonly endsOn: string }> }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly topics: ReadonlyArray<string>, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly instruments: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly roomCount: number | null, readonly memberCount: number | null, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null }
    | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly claimed: boolean, readonly updatedAt: string, readonly offers: ReadonlyArray<string>, readonly seeks: ReadonlyArray<string>, readonly capacity: number | null, readonly fundingClass: VenueFundingClass | null, readonly municipality: { readonly code: string, readonly name: string } | null, readonly location: { readonly latitude: number, readonly longitude: number, readonly precision: LocationPrecision } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }>, readonly links: ReadonlyArray<{ readonly url: string, readonly label: string | null }>, readonly externalIds: ReadonlyArray<{ readonly scheme: ExternalIdScheme, readonly value: string, readonly url: string }>, readonly physicalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly economicAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly digitalAccessibility: { readonly answer: AccessibilityAnswer, readonly note: string | null } | null, readonly stage: { readonly widthMetres: number | null, readonly depthMetres: number | null } | null }
   | null };

export type AccessibilityFragment = { readonly answer: AccessibilityAnswer, readonly note: string | null };

export type MusicSchoolProfileFragment = { readonly instruments: ReadonlyArray<{ readonly slug: string, readonly label: string }> };

export type VenueProfileFragment = { readonly capacity: number | null, readonly fundingClass: VenueFundingClass | null, readonly stage: { readonly widthMetres: number | null, readonly depthMetres: number | null } | null };

export type FestivalProfileFragment = { readonly editions: ReadonlyArray<{ readonly startsOn: string, readonly endsOn: string }> };

export type RehearsalAssociationProfileFragment = { readonly roomCount: number | null, readonly memberCount: number | null };

export type ArtistProfileFragment = { readonly form: ArtistForm | null, readonly lineUp: ReadonlyArray<{ readonly name: string, readonly role: string | null, readonly instrument: { readonly slug: string, readonly label: string } | null }> };

export type CultureOfficeProfileFragment = { readonly servedMunicipalities: ReadonlyArray<{ readonly code: string, readonly name: string }> };

export type KnowledgePartnerProfileFragment = { readonly topics: ReadonlyArray<string> };

export type AssociationProfileFragment = { readonly memberCount: number | null };

export type ActorMembersQueryVariables = Exact<{
  actorId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ActorMembersQuery = { readonly actor:
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
    | { readonly id: string, readonly name: string, readonly memberships: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string }> } }
   | null };

export type ActorNetworkQueryVariables = Exact<{
  slug: string;
  with: string;
  kinds?: ReadonlyArray<RelationshipKind> | RelationshipKind | null | undefined;
  asOf?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ActorNetworkQuery = { readonly actor:
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
    | { readonly id: string, readonly name: string, readonly relationshipCount: number, readonly relationships: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
          , readonly target:
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
            | { readonly id: string, readonly slug: string, readonly name: string }
           }> }, readonly neighbours: { readonly edges: ReadonlyArray<{ readonly distance: number, readonly node:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           }> }, readonly mutualActors: { readonly nodes: ReadonlyArray<
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
        > } }
   | null };

export type AddConversationNoteMutationVariables = Exact<{
  input: AddConversationNoteInput;
}>;


export type AddConversationNoteMutation = { readonly addConversationNote: { readonly conversationNote: { readonly id: string, readonly body: string, readonly authorName: string, readonly writtenAt: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type AddParticipantMutationVariables = Exact<{
  input: AddParticipantInput;
}>;


export type AddParticipantMutation = { readonly addParticipant: { readonly conversation: { readonly id: string, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly joinedAt: string }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ApproveClaimMutationVariables = Exact<{
  input: ApproveClaimInput;
}>;


export type ApproveClaimMutation = { readonly approveClaim: { readonly claim: { readonly id: string, readonly status: ActorClaimStatus, readonly decidedAt: string | null, readonly actor:
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
       } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type AssignConversationMutationVariables = Exact<{
  input: AssignConversationInput;
}>;


export type AssignConversationMutation = { readonly assignConversation: { readonly conversation: { readonly id: string, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly isViewer: boolean, readonly assignee: { readonly id: string, readonly displayName: string } | null }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type BlockActorMutationVariables = Exact<{
  input: BlockActorInput;
}>;


export type BlockActorMutation = { readonly blockActor: { readonly actor:
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
     | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ClaimActorMutationVariables = Exact<{
  input: ClaimActorInput;
}>;


export type ClaimActorMutation = { readonly claimActor: { readonly claim: { readonly id: string, readonly status: ActorClaimStatus, readonly message: string | null, readonly actor:
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
        | { readonly slug: string, readonly name: string }
       } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ConfirmRelationshipMutationVariables = Exact<{
  input: ConfirmRelationshipInput;
}>;


export type ConfirmRelationshipMutation = { readonly confirmRelationship: { readonly relationship: { readonly id: string, readonly status: RelationshipStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ConversationQueryVariables = Exact<{
  id: string;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ConversationQuery = { readonly conversation: { readonly id: string, readonly subject: string | null, readonly lastSequence: number, readonly readSequence: number, readonly messages: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly sequence: number, readonly body: string | null, readonly bodyHtml: string | null, readonly sentAt: string, readonly editedAt: string | null, readonly deletedAt: string | null, readonly clientMessageId: string | null, readonly attachments: ReadonlyArray<{ readonly id: string, readonly fileName: string, readonly contentType: string | null, readonly byteSize: number, readonly width: number | null, readonly height: number | null, readonly downloadUrl: string | null }>, readonly replyTo: { readonly id: string, readonly sequence: number } | null, readonly sender: { readonly displayName: string, readonly actor:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null } }>, readonly pageInfo: { readonly hasPreviousPage: boolean, readonly startCursor: string | null } } } | null };

export type CreateActorMutationVariables = Exact<{
  input: CreateActorInput;
}>;


export type CreateActorMutation = { readonly createActor: { readonly actor:
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
      | { readonly capacity: number | null, readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly municipality: { readonly code: string, readonly name: string } | null }
     | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DecideMessageReportMutationVariables = Exact<{
  input: DecideMessageReportInput;
}>;


export type DecideMessageReportMutation = { readonly decideMessageReport: { readonly messageReport: { readonly id: string, readonly status: ReportStatus, readonly decidedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DeclineInvitationMutationVariables = Exact<{
  input: DeclineInvitationInput;
}>;


export type DeclineInvitationMutation = { readonly declineInvitation: { readonly invitation: { readonly id: string, readonly status: InvitationStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DeclineRelationshipMutationVariables = Exact<{
  input: DeclineRelationshipInput;
}>;


export type DeclineRelationshipMutation = { readonly declineRelationship: { readonly relationship: { readonly id: string, readonly status: RelationshipStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { readonly deleteAccount: { readonly account: { readonly id: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: AccountsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DeleteConversationNoteMutationVariables = Exact<{
  input: DeleteConversationNoteInput;
}>;


export type DeleteConversationNoteMutation = { readonly deleteConversationNote: { readonly conversation: { readonly id: string, readonly notes: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly body: string }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type DeleteMessageMutationVariables = Exact<{
  input: DeleteMessageInput;
}>;


export type DeleteMessageMutation = { readonly deleteMessage: { readonly message: { readonly id: string, readonly sequence: number, readonly body: string | null, readonly deletedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type EditConversationNoteMutationVariables = Exact<{
  input: EditConversationNoteInput;
}>;


export type EditConversationNoteMutation = { readonly editConversationNote: { readonly conversationNote: { readonly id: string, readonly body: string, readonly editedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type EditMessageMutationVariables = Exact<{
  input: EditMessageInput;
}>;


export type EditMessageMutation = { readonly editMessage: { readonly message: { readonly id: string, readonly sequence: number, readonly body: string | null, readonly editedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type EndMembershipMutationVariables = Exact<{
  input: EndMembershipInput;
}>;


export type EndMembershipMutation = { readonly endMembership: { readonly membership: { readonly id: string, readonly role: MembershipRole, readonly endedOn: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type EndRelationshipMutationVariables = Exact<{
  input: EndRelationshipInput;
}>;


export type EndRelationshipMutation = { readonly endRelationship: { readonly relationship: { readonly id: string, readonly status: RelationshipStatus, readonly endedOn: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type InboxQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  unreadOnly?: boolean | null | undefined;
}>;


export type InboxQuery = { readonly viewer: { readonly id: string, readonly unreadConversationCount: number, readonly conversations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly form: ConversationForm, readonly subject: string | null, readonly unreadCount: number, readonly isMuted: boolean, readonly lastActivityAt: string, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string, readonly isViewer: boolean }> }, readonly messages: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly sequence: number, readonly body: string | null, readonly sender: { readonly displayName: string } }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { readonly inviteMember: { readonly invitation: { readonly id: string, readonly email: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly expiresAt: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type LeaveConversationMutationVariables = Exact<{
  input: LeaveConversationInput;
}>;


export type LeaveConversationMutation = { readonly leaveConversation: { readonly conversation: { readonly id: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ListActorsQueryVariables = Exact<{
  filter?: ActorFilter | null | undefined;
  orderBy?: ActorOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListActorsQuery = { readonly actors: { readonly totalCount: number, readonly nodes: ReadonlyArray<
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
      | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string, readonly claimed: boolean, readonly municipality: { readonly code: string, readonly name: string } | null, readonly genres: ReadonlyArray<{ readonly slug: string, readonly label: string }> }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ListClaimsQueryVariables = Exact<{
  status?: ActorClaimStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListClaimsQuery = { readonly actorClaims: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: ActorClaimStatus, readonly displayName: string, readonly message: string | null, readonly createdAt: string, readonly decidedAt: string | null, readonly actor:
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
        | { readonly id: string, readonly slug: string, readonly name: string }
       }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ListGenresQueryVariables = Exact<{
  language?: Language | null | undefined;
}>;


export type ListGenresQuery = { readonly genres: ReadonlyArray<{ readonly id: string, readonly slug: string, readonly label: string, readonly parent: { readonly slug: string } | null }> };

export type ListInstrumentsQueryVariables = Exact<{
  language?: Language | null | undefined;
}>;


export type ListInstrumentsQuery = { readonly instruments: ReadonlyArray<{ readonly id: string, readonly slug: string, readonly label: string }> };

export type ListMunicipalitiesQueryVariables = Exact<{
  regionCode?: string | null | undefined;
  asOf?: string | null | undefined;
}>;


export type ListMunicipalitiesQuery = { readonly municipalities: ReadonlyArray<{ readonly id: string, readonly code: string, readonly name: string, readonly region: { readonly code: string, readonly name: string } | null }> };

export type MarkConversationReadMutationVariables = Exact<{
  input: MarkConversationReadInput;
}>;


export type MarkConversationReadMutation = { readonly markConversationRead: { readonly conversation: { readonly id: string, readonly readSequence: number, readonly unreadCount: number } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type MarkConversationUnreadMutationVariables = Exact<{
  input: MarkConversationUnreadInput;
}>;


export type MarkConversationUnreadMutation = { readonly markConversationUnread: { readonly conversation: { readonly id: string, readonly readSequence: number, readonly unreadCount: number } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type MarkNotificationsReadMutationVariables = Exact<{
  input: MarkNotificationsReadInput;
}>;


export type MarkNotificationsReadMutation = { readonly markNotificationsRead: { readonly account: { readonly id: string, readonly unreadNotificationCount: number } | null, readonly userErrors: ReadonlyArray<{ readonly code: NotificationsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type MessageReportsQueryVariables = Exact<{
  status?: ReportStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MessageReportsQuery = { readonly messageReports: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly reason: ReportReason, readonly note: string | null, readonly createdAt: string, readonly reporter: { readonly id: string, readonly displayName: string } | null, readonly writer: { readonly id: string, readonly displayName: string } | null, readonly evidence: ReadonlyArray<{ readonly sequence: number, readonly senderName: string, readonly body: string | null, readonly sentAt: string, readonly attachments: ReadonlyArray<{ readonly id: string, readonly fileName: string, readonly downloadUrl: string | null }> }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type MunicipalityRegionQueryVariables = Exact<{
  code: string;
  asOf?: string | null | undefined;
}>;


export type MunicipalityRegionQuery = { readonly municipality: { readonly id: string, readonly code: string, readonly name: string, readonly latitude: number, readonly longitude: number, readonly region: { readonly code: string, readonly name: string } | null, readonly cultureAgreements: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly postcodes: { readonly nodes: ReadonlyArray<{ readonly code: string, readonly placeName: string }> } } | null };

export type NetworkPathQueryVariables = Exact<{
  fromId: string;
  toId: string;
  maxLength?: number | null | undefined;
}>;


export type NetworkPathQuery = { readonly networkPath: { readonly length: number, readonly steps: ReadonlyArray<{ readonly phrase: string | null, readonly actor:
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
      , readonly relationship: { readonly id: string, readonly kind: RelationshipKind } | null }> } | null };

export type NetworkSummaryQueryVariables = Exact<{
  asOf?: string | null | undefined;
  since: string;
  municipalityCodes?: ReadonlyArray<string> | string | null | undefined;
  kinds?: ReadonlyArray<ActorKind> | ActorKind | null | undefined;
}>;


export type NetworkSummaryQuery = { readonly networkSummary: { readonly asOf: string, readonly actorCount: number, readonly relationshipCount: number, readonly crossMunicipalShare: number | null, readonly isolatedActorCount: number, readonly growth: { readonly actorCount: number, readonly relationshipCount: number, readonly crossMunicipalShare: number | null, readonly isolatedActorCount: number }, readonly brokers: ReadonlyArray<{ readonly betweenness: number, readonly actor:
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
       }>, readonly byMunicipality: ReadonlyArray<{ readonly actorCount: number, readonly relationshipCount: number, readonly crossMunicipalShare: number | null, readonly municipality: { readonly code: string, readonly name: string } | null }>, readonly byKind: ReadonlyArray<{ readonly kind: ActorKind, readonly actorCount: number, readonly relationshipCount: number, readonly isolatedActorCount: number }> } };

export type NodeQueryVariables = Exact<{
  id: string;
}>;


export type NodeQuery = { readonly node:
    | { readonly __typename: 'Account', readonly id: string }
    | { readonly __typename: 'ActorClaim', readonly id: string }
    | { readonly __typename: 'Artist', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Association', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Attachment', readonly id: string }
    | { readonly __typename: 'Conversation', readonly id: string }
    | { readonly __typename: 'ConversationNote', readonly id: string }
    | { readonly __typename: 'CultureAgreement', readonly id: string }
    | { readonly __typename: 'CultureOffice', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Festival', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Genre', readonly id: string }
    | { readonly __typename: 'Instrument', readonly id: string }
    | { readonly __typename: 'Invitation', readonly id: string }
    | { readonly __typename: 'KnowledgePartner', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Membership', readonly id: string }
    | { readonly __typename: 'Message', readonly id: string }
    | { readonly __typename: 'MessageReport', readonly id: string }
    | { readonly __typename: 'Municipality', readonly code: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'MusicSchool', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Notification', readonly id: string }
    | { readonly __typename: 'Participant', readonly id: string }
    | { readonly __typename: 'Postcode', readonly id: string }
    | { readonly __typename: 'Region', readonly id: string }
    | { readonly __typename: 'RehearsalAssociation', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Relationship', readonly id: string }
    | { readonly __typename: 'Venue', readonly slug: string, readonly name: string, readonly id: string }
   | null };

export type NodesQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type NodesQuery = { readonly nodes: ReadonlyArray<
    | { readonly __typename: 'Account', readonly id: string }
    | { readonly __typename: 'ActorClaim', readonly id: string }
    | { readonly __typename: 'Artist', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Association', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Attachment', readonly id: string }
    | { readonly __typename: 'Conversation', readonly id: string }
    | { readonly __typename: 'ConversationNote', readonly id: string }
    | { readonly __typename: 'CultureAgreement', readonly id: string }
    | { readonly __typename: 'CultureOffice', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Festival', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Genre', readonly id: string }
    | { readonly __typename: 'Instrument', readonly id: string }
    | { readonly __typename: 'Invitation', readonly id: string }
    | { readonly __typename: 'KnowledgePartner', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Membership', readonly role: MembershipRole, readonly displayName: string, readonly id: string }
    | { readonly __typename: 'Message', readonly id: string }
    | { readonly __typename: 'MessageReport', readonly id: string }
    | { readonly __typename: 'Municipality', readonly id: string }
    | { readonly __typename: 'MusicSchool', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Notification', readonly id: string }
    | { readonly __typename: 'Participant', readonly id: string }
    | { readonly __typename: 'Postcode', readonly id: string }
    | { readonly __typename: 'Region', readonly id: string }
    | { readonly __typename: 'RehearsalAssociation', readonly slug: string, readonly name: string, readonly id: string }
    | { readonly __typename: 'Relationship', readonly id: string }
    | { readonly __typename: 'Venue', readonly slug: string, readonly name: string, readonly id: string }
   | null> };

export type NotificationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  unreadOnly?: boolean | null | undefined;
}>;


export type NotificationsQuery = { readonly viewer: { readonly id: string, readonly unreadNotificationCount: number, readonly notifications: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: NotificationKind, readonly title: string, readonly happenedAt: string, readonly readAt: string | null, readonly actor:
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
          | { readonly id: string, readonly name: string }
         | null, readonly subject:
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly subject: string | null, readonly unreadCount: number, readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly id: string }
          | { readonly status: RelationshipStatus, readonly id: string }
          | { readonly id: string }
         | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly notificationPreferences: ReadonlyArray<{ readonly kind: NotificationKind, readonly label: string, readonly channel: NotificationChannel, readonly isDefault: boolean }> } | null };

export type OpenInvitationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenInvitationsQuery = { readonly viewer: { readonly invitations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly role: MembershipRole, readonly status: InvitationStatus, readonly invitedBy: string, readonly expiresAt: string, readonly actor:
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly slug: string, readonly name: string }
         }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type OpenProposalsQueryVariables = Exact<{
  actorId: string;
}>;


export type OpenProposalsQuery = { readonly actor:
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
    | { readonly relationships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: RelationshipKind, readonly phrase: string, readonly proposedBy:
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
           | null, readonly source:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
          , readonly target:
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
            | { readonly name: string }
           }> } }
   | null };

export type ProposeRelationshipMutationVariables = Exact<{
  input: ProposeRelationshipInput;
}>;


export type ProposeRelationshipMutation = { readonly proposeRelationship: { readonly relationship: { readonly id: string, readonly kind: RelationshipKind, readonly status: RelationshipStatus, readonly startedOn: string | null, readonly endedOn: string | null, readonly source:
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
      , readonly target:
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
        | { readonly id: string, readonly name: string }
       } | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ReadAttachmentQueryVariables = Exact<{
  id: string;
}>;


export type ReadAttachmentQuery = { readonly node:
    | { readonly __typename: 'Account' }
    | { readonly __typename: 'ActorClaim' }
    | { readonly __typename: 'Artist' }
    | { readonly __typename: 'Association' }
    | { readonly __typename: 'Attachment', readonly id: string, readonly fileName: string, readonly contentType: string | null, readonly byteSize: number, readonly width: number | null, readonly height: number | null, readonly isReady: boolean, readonly downloadUrl: string | null }
    | { readonly __typename: 'Conversation' }
    | { readonly __typename: 'ConversationNote' }
    | { readonly __typename: 'CultureAgreement' }
    | { readonly __typename: 'CultureOffice' }
    | { readonly __typename: 'Festival' }
    | { readonly __typename: 'Genre' }
    | { readonly __typename: 'Instrument' }
    | { readonly __typename: 'Invitation' }
    | { readonly __typename: 'KnowledgePartner' }
    | { readonly __typename: 'Membership' }
    | { readonly __typename: 'Message' }
    | { readonly __typename: 'MessageReport' }
    | { readonly __typename: 'Municipality' }
    | { readonly __typename: 'MusicSchool' }
    | { readonly __typename: 'Notification' }
    | { readonly __typename: 'Participant' }
    | { readonly __typename: 'Postcode' }
    | { readonly __typename: 'Region' }
    | { readonly __typename: 'RehearsalAssociation' }
    | { readonly __typename: 'Relationship' }
    | { readonly __typename: 'Venue' }
   | null };

export type ReinstateAccountMutationVariables = Exact<{
  input: ReinstateAccountInput;
}>;


export type ReinstateAccountMutation = { readonly reinstateAccount: { readonly account: { readonly id: string, readonly suspendedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: AccountsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type RejectClaimMutationVariables = Exact<{
  input: RejectClaimInput;
}>;


export type RejectClaimMutation = { readonly rejectClaim: { readonly claim: { readonly id: string, readonly status: ActorClaimStatus, readonly decidedAt: string | null, readonly actor:
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
        | { readonly slug: string, readonly claimed: boolean }
       } | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type RelationshipRulesQueryVariables = Exact<{
  language?: Language | null | undefined;
}>;


export type RelationshipRulesQuery = { readonly relationshipRules: ReadonlyArray<{ readonly kind: RelationshipKind, readonly isSymmetric: boolean, readonly phrase: string, readonly inversePhrase: string, readonly pairs: ReadonlyArray<{ readonly sourceKind: ActorKind, readonly targetKind: ActorKind }> }> };

export type RemoveParticipantMutationVariables = Exact<{
  input: RemoveParticipantInput;
}>;


export type RemoveParticipantMutation = { readonly removeParticipant: { readonly conversation: { readonly id: string, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ReportMessageMutationVariables = Exact<{
  input: ReportMessageInput;
}>;


export type ReportMessageMutation = { readonly reportMessage: { readonly messageReport: { readonly id: string, readonly reason: ReportReason, readonly status: ReportStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type SearchQueryVariables = Exact<{
  query: string;
  filter?: SearchFilter | null | undefined;
  orderBy?: SearchOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly highlight: string | null, readonly distanceKm: number | null, readonly node:
          | { readonly __typename: 'Account', readonly id: string }
          | { readonly __typename: 'ActorClaim', readonly id: string }
          | { readonly __typename: 'Artist', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Association', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Attachment', readonly id: string }
          | { readonly __typename: 'Conversation', readonly id: string }
          | { readonly __typename: 'ConversationNote', readonly id: string }
          | { readonly __typename: 'CultureAgreement', readonly id: string }
          | { readonly __typename: 'CultureOffice', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Festival', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Genre', readonly id: string }
          | { readonly __typename: 'Instrument', readonly id: string }
          | { readonly __typename: 'Invitation', readonly id: string }
          | { readonly __typename: 'KnowledgePartner', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Membership', readonly id: string }
          | { readonly __typename: 'Message', readonly id: string }
          | { readonly __typename: 'MessageReport', readonly id: string }
          | { readonly __typename: 'Municipality', readonly id: string }
          | { readonly __typename: 'MusicSchool', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Notification', readonly id: string }
          | { readonly __typename: 'Participant', readonly id: string }
          | { readonly __typename: 'Postcode', readonly id: string }
          | { readonly __typename: 'Region', readonly id: string }
          | { readonly __typename: 'RehearsalAssociation', readonly slug: string, readonly name: string, readonly id: string }
          | { readonly __typename: 'Relationship', readonly id: string }
          | { readonly __typename: 'Venue', readonly slug: string, readonly name: string, readonly id: string }
         } }>, readonly facets: { readonly actorKinds: ReadonlyArray<{ readonly kind: ActorKind, readonly count: number }>, readonly municipalities: ReadonlyArray<{ readonly count: number, readonly municipality: { readonly code: string, readonly name: string } }>, readonly genres: ReadonlyArray<{ readonly count: number, readonly genre: { readonly slug: string, readonly label: string } }> } } };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { readonly sendMessage: { readonly message: { readonly id: string, readonly sequence: number, readonly body: string | null, readonly sentAt: string, readonly clientMessageId: string | null, readonly attachments: ReadonlyArray<{ readonly id: string, readonly fileName: string }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type StartConversationMutationVariables = Exact<{
  input: StartConversationInput;
}>;


export type StartConversationMutation = { readonly startConversation: { readonly conversation: { readonly id: string, readonly form: ConversationForm, readonly subject: string | null, readonly lastSequence: number, readonly attachedTo:
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
       | null, readonly participants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly displayName: string }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type StartUploadMutationVariables = Exact<{
  input: StartUploadInput;
}>;


export type StartUploadMutation = { readonly startUpload: { readonly attachment: { readonly id: string, readonly fileName: string, readonly uploadUrl: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: AttachmentsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type SuspendAccountMutationVariables = Exact<{
  input: SuspendAccountInput;
}>;


export type SuspendAccountMutation = { readonly suspendAccount: { readonly account: { readonly id: string, readonly suspendedAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: AccountsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type UnblockActorMutationVariables = Exact<{
  input: UnblockActorInput;
}>;


export type UnblockActorMutation = { readonly unblockActor: { readonly actor:
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
      | { readonly id: string, readonly blockedActors: { readonly nodes: ReadonlyArray<
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
            | { readonly id: string, readonly name: string }
          > } }
     | null, readonly userErrors: ReadonlyArray<{ readonly code: NetworkErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type UpdateActorMutationVariables = Exact<{
  input: UpdateActorInput;
}>;


export type UpdateActorMutation = { readonly updateActor: { readonly actor:
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
      | { readonly id: string, readonly slug: string, readonly name: string, readonly formerNames: ReadonlyArray<string>, readonly about: string | null, readonly updatedAt: string, readonly fieldVisibilities: ReadonlyArray<{ readonly field: ProfileField, readonly visibility: FieldVisibility }> }
     | null, readonly userErrors: ReadonlyArray<{ readonly code: ActorsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type UpdateConversationSettingsMutationVariables = Exact<{
  input: UpdateConversationSettingsInput;
}>;


export type UpdateConversationSettingsMutation = { readonly updateConversationSettings: { readonly conversation: { readonly id: string, readonly isMuted: boolean, readonly isArchived: boolean } | null, readonly userErrors: ReadonlyArray<{ readonly code: MessagingErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type UpdateNotificationPreferencesMutationVariables = Exact<{
  input: UpdateNotificationPreferencesInput;
}>;


export type UpdateNotificationPreferencesMutation = { readonly updateNotificationPreferences: { readonly account: { readonly id: string, readonly notificationPreferences: ReadonlyArray<{ readonly kind: NotificationKind, readonly channel: NotificationChannel, readonly isDefault: boolean }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: NotificationsErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly id: string, readonly email: string, readonly displayName: string, readonly isAdministrator: boolean, readonly memberships: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly role: MembershipRole, readonly startedOn: string, readonly endedOn: string | null, readonly actor:
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
          | { readonly id: string, readonly kind: ActorKind, readonly slug: string, readonly name: string }
         }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };
