import {
  type commonErrorCodes,
  commonMessages,
  type MessageCatalogue,
  type Problem,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only actors can fail with, described for the schema. */
const ownCodes = {
  NAME_MISSING: "The name is null, empty or shows nothing.",
  INVALID_EMAIL: "The text is not one e-mail address of at most 254 bytes.",
  INVALID_WEB_ADDRESS:
    "The text is no http or https address of at most 2,000 characters when encoded, or holds a user name or password.",
  INVALID_EXTERNAL_ID: "The register has no ids of this form; the message says which it has.",
  INVALID_EDITION:
    "The edition ends before it begins, lasts too long, is out of the years 1900 to 2999 or shares days with another.",
  INVALID_SLUG: "The slug is not a-z and 0-9 in groups joined by single hyphens, 1 to 80 characters.",
  WRONG_KIND: "The input has an object of another kind of actor.",
  UNKNOWN_MUNICIPALITY: "No municipality has this code.",
  UNKNOWN_GENRE: "The vocabulary has no genre with this slug.",
  UNKNOWN_INSTRUMENT: "The vocabulary has no instrument with this slug.",
  SLUG_TAKEN: "Another actor has or had this slug.",
  SLUGS_USED_UP: "The actor has had 20 slugs and gets no new one; it may go back to one of them.",
  EXTERNAL_ID_TAKEN: "Another actor has this id of the register, also when it hides it.",
  EXACT_LOCATION_OF_MINOR:
    "A minor asks, belongs to the artist or owns the actor: then no more than the municipality is shown.",
  RELATIONSHIPS_OF_MINOR:
    "A minor asks, belongs to the artist or owns the actor: then its relationships are for its network at most.",
  IDEMPOTENCY_MISMATCH: "The idempotency key was used with another input.",
  ALREADY_CLAIMED: "The actor has an owner.",
  CLAIM_CLOSED: "The claim is decided already.",
  ALREADY_MEMBER: "The account acts for the actor already.",
  INVITATION_CLOSED: "The invitation is answered, taken back or expired.",
  MEMBERSHIP_ENDED: "The membership has ended already.",
  LAST_OWNER: "A claimed actor keeps at least one owner.",
} as const;

export type ActorsErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const ActorsUserErrorType = userErrorType("Actors", ownCodes);

/** What the codes say to people. */
export const actorsErrorMessages: MessageCatalogue<ActorsErrorCode> = {
  ...commonMessages,
  NAME_MISSING: {
    DA: "Navnet mangler. Skriv mindst ét synligt tegn.",
    EN: "The name is missing. Write at least one visible character.",
  },
  INVALID_EMAIL: {
    DA: "Skriv én e-mailadresse og intet andet, for eksempel navn@example.org. Den må fylde højst {limit} byte.",
    EN: "Write one e-mail address and nothing else, such as name@example.org. It takes at most {limit} bytes.",
  },
  INVALID_WEB_ADDRESS: {
    DA: "Skriv en webadresse, der begynder med https:// eller http://, uden brugernavn og adgangskode. Den må have højst {limit} tegn, når æ, ø, å og andre særlige tegn er kodet.",
    EN: "Write a web address that begins with https:// or http://, without user name and password. It has at most {limit} characters when letters such as æ, ø and å are encoded.",
  },
  INVALID_EXTERNAL_ID: {
    DA: "Id'et kan ikke bruges: {form}. Adressen på registrets side om aktøren kan også bruges.",
    EN: "The id cannot be used: {form}. The address of the register's page about the actor will do as well.",
  },
  INVALID_EDITION: {
    DA: "Udgaven fra {startsOn} til {endsOn} kan ikke bruges: {rule}.",
    EN: "The edition from {startsOn} to {endsOn} cannot be used: {rule}.",
  },
  INVALID_SLUG: {
    DA: "Kortnavnet skal bestå af a-z og 0-9 med enkelte bindestreger imellem, 1 til {limit} tegn.",
    EN: "The slug consists of a-z and 0-9 with single hyphens in between, 1 to {limit} characters.",
  },
  WRONG_KIND: {
    DA: "Feltet hører til en anden slags aktør.",
    EN: "The field belongs to another kind of actor.",
  },
  UNKNOWN_MUNICIPALITY: { DA: "Ingen kommune har koden {code}.", EN: "No municipality has the code {code}." },
  UNKNOWN_GENRE: { DA: "Genren {slug} findes ikke.", EN: "There is no genre {slug}." },
  UNKNOWN_INSTRUMENT: { DA: "Instrumentet {slug} findes ikke.", EN: "There is no instrument {slug}." },
  SLUGS_USED_UP: {
    DA: "Aktøren har haft {limit} kortnavne, og flere kan den ikke få.",
    EN: "The actor has had {limit} slugs and gets no more.",
  },
  SLUG_TAKEN: { DA: "Kortnavnet {slug} er optaget.", EN: "The slug {slug} is taken." },
  EXTERNAL_ID_TAKEN: { DA: "En anden aktør har det id.", EN: "Another actor has that id." },
  EXACT_LOCATION_OF_MINOR: {
    DA: "Her er en mindreårig med, så kun kommunen kan vises.",
    EN: "A minor takes part here, so only the municipality can be shown.",
  },
  RELATIONSHIPS_OF_MINOR: {
    DA: "Her er en mindreårig med, så relationerne kan højst vises for netværket.",
    EN: "A minor takes part here, so the relationships can be shown to the network at most.",
  },
  IDEMPOTENCY_MISMATCH: {
    DA: "Nøglen er brugt til noget andet.",
    EN: "The key was used for something else.",
  },
  ALREADY_CLAIMED: { DA: "Aktøren har allerede en ejer.", EN: "The actor has an owner already." },
  CLAIM_CLOSED: { DA: "Anmodningen er allerede afgjort.", EN: "The claim is decided already." },
  ALREADY_MEMBER: { DA: "Kontoen er allerede medlem.", EN: "The account is a member already." },
  INVITATION_CLOSED: { DA: "Invitationen gælder ikke længere.", EN: "The invitation is no longer open." },
  MEMBERSHIP_ENDED: { DA: "Medlemskabet er allerede afsluttet.", EN: "The membership has ended already." },
  LAST_OWNER: {
    DA: "Aktøren skal have mindst én ejer. Gør først en anden til ejer.",
    EN: "The actor needs at least one owner. Make somebody else an owner first.",
  },
};

/** An expected failure of the domain, with its code checked by the compiler. */
export function actorsFailure(
  code: ActorsErrorCode,
  field?: readonly string[],
  values?: Problem["values"],
): UserFailure<ActorsErrorCode> {
  return new UserFailure([{ code, field, values }]);
}
