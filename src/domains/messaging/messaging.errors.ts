import {
  type commonErrorCodes,
  commonMessages,
  type MessageCatalogue,
  type Problem,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only messaging can fail with, described for the schema. */
const ownCodes = {
  EMPTY_TEXT: "A text that has to say something shows nothing.",
  IDEMPOTENCY_MISMATCH: "The client's id was used with another input.",
  NOT_CONNECTED:
    "The two are not related. Propose a relationship, or write to an organisation, or as one: that may introduce itself once.",
  AWAITS_ANSWER: "You have introduced yourself; you can write again when you have an answer.",
  AS_WHOM: "You take part through several actors: say in `asActorId` as which you write.",
  ONLY_YOURSELF: "The conversation would have no other participant than the one that starts it.",
  TOO_MANY_PARTICIPANTS: "A conversation has at most 100 participants.",
  NOT_A_GROUP: "A conversation between two stays between those two: start a group.",
  FOLLOWS_MEMBERSHIP:
    "Who takes part in a conversation that is attached to something follows from who belongs to that: nobody is chosen, added or removed, nor leaves by itself.",
  ALREADY_THERE: "The actor takes part already.",
  ATTACHMENT_NOT_READY: "The attachment's bytes have not arrived.",
  ATTACHMENT_TAKEN: "The attachment hangs on something already, or stands in the list twice.",
  MESSAGE_DELETED: "The message is deleted.",
  REPORT_DECIDED: "The report is decided already.",
} as const;

export type MessagingErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const MessagingUserErrorType = userErrorType("Messaging", ownCodes);

/** What the codes say to people. */
export const messagingErrorMessages: MessageCatalogue<MessagingErrorCode> = {
  ...commonMessages,
  EMPTY_TEXT: { DA: "Skriv noget.", EN: "Write something." },
  IDEMPOTENCY_MISMATCH: {
    DA: "Beskeden er allerede sendt med et andet indhold.",
    EN: "The message was already sent with another content.",
  },
  NOT_CONNECTED: {
    DA: "I er ikke i hinandens netværk. Foreslå en relation først.",
    EN: "You are not in each other's network. Propose a relationship first.",
  },
  AWAITS_ANSWER: {
    DA: "I har præsenteret jer. I kan skrive igen, når I har fået svar.",
    EN: "You have introduced yourselves. You can write again once you have an answer.",
  },
  AS_WHOM: {
    DA: "Du deltager for flere aktører. Vælg, hvem du skriver som.",
    EN: "You take part for several actors. Choose as which you write.",
  },
  ONLY_YOURSELF: { DA: "Vælg nogen at skrive til.", EN: "Choose somebody to write to." },
  TOO_MANY_PARTICIPANTS: {
    DA: "Højst {limit} kan deltage i en samtale.",
    EN: "At most {limit} can take part in a conversation.",
  },
  NOT_A_GROUP: {
    DA: "En samtale mellem to bliver mellem de to. Start en gruppe.",
    EN: "A conversation between two stays between the two. Start a group.",
  },
  FOLLOWS_MEMBERSHIP: {
    DA: "Deltagerne følger af, hvem der hører til. I kan slå samtalen fra med lydløs.",
    EN: "Who takes part follows from who belongs there. You can mute the conversation.",
  },
  ALREADY_THERE: { DA: "Aktøren deltager allerede.", EN: "The actor takes part already." },
  REPORT_DECIDED: { DA: "Anmeldelsen er allerede afgjort.", EN: "The report is decided already." },
  ATTACHMENT_NOT_READY: {
    DA: "Filen er ikke sendt færdig endnu.",
    EN: "The file has not been sent completely yet.",
  },
  ATTACHMENT_TAKEN: {
    DA: "Filen er allerede brugt. Send den igen for at bruge den her.",
    EN: "The file is used already. Upload it again to use it here.",
  },
  MESSAGE_DELETED: { DA: "Beskeden er slettet.", EN: "The message is deleted." },
};

/** A failure of messaging that the sender can mend. */
export const messagingFailure = (
  code: MessagingErrorCode,
  field?: readonly string[],
  values?: Problem["values"],
): UserFailure<MessagingErrorCode> => new UserFailure([{ code, field, values }]);
