import {
  type commonErrorCodes,
  commonMessages,
  type InBothLanguages,
  type MessageCatalogue,
  type Problem,
  UserFailure,
} from "../../platform/errors/user-failure.js";
import { FileRefusal, type FileRefusalCode } from "../../platform/files/file-transfers.js";
import { userErrorType } from "../../platform/graphql/user-error.type.js";

/** What only attachments can fail with, described for the schema. */
const ownCodes = {
  INVALID_FILE_NAME: "The file name is empty, or holds / or \\.",
  UNSUPPORTED_TYPE: "The file name's ending is none of those that are accepted.",
  IDEMPOTENCY_MISMATCH: "The idempotency key was used with another input.",
} as const;

export type AttachmentsErrorCode = keyof typeof commonErrorCodes | keyof typeof ownCodes;

export const AttachmentsUserErrorType = userErrorType("Attachments", ownCodes);

/** What the codes say to people. */
export const attachmentsErrorMessages: MessageCatalogue<AttachmentsErrorCode> = {
  ...commonMessages,
  INVALID_FILE_NAME: {
    DA: "Filnavnet kan ikke bruges. Det skal have mindst ét synligt tegn og må ikke indeholde / eller \\.",
    EN: "The file name cannot be used. It needs at least one visible character and no / or \\.",
  },
  UNSUPPORTED_TYPE: {
    DA: "Den slags fil kan ikke vedhæftes. Disse kan: {extensions}.",
    EN: "Files of that kind cannot be attached. These can: {extensions}.",
  },
  IDEMPOTENCY_MISMATCH: {
    DA: "Nøglen er brugt til noget andet.",
    EN: "The key was used for something else.",
  },
};

/** An expected failure of the domain, with its code checked by the compiler. */
export function attachmentsFailure(
  code: AttachmentsErrorCode,
  field?: readonly string[],
  values?: Problem["values"],
): UserFailure<AttachmentsErrorCode> {
  return new UserFailure([{ code, field, values }]);
}

/** What whoever uses a link is told when the bytes are not taken or given. */
const refusals: Readonly<Record<FileRefusalCode, InBothLanguages>> = {
  NOT_FOUND: {
    DA: "Her er ingen fil. Linket gælder kun i få minutter; hent et nyt.",
    EN: "There is no file here. A link holds for a few minutes only; get a new one.",
  },
  ALREADY_UPLOADED: { DA: "Filen er allerede sendt.", EN: "The file was sent already." },
  SIZE_MISMATCH: {
    DA: "Der kom ikke så mange byte, som der var meldt. Send filen igen.",
    EN: "Not as many bytes came as were announced. Send the file again.",
  },
  TYPE_MISMATCH: {
    DA: "Filens indhold passer ikke til endelsen på dens navn.",
    EN: "What the file holds does not fit the ending of its name.",
  },
  BROKEN_IMAGE: {
    DA: "Billedet er i stykker og kan ikke vises.",
    EN: "The image is broken and cannot be shown.",
  },
  IMAGE_TOO_LARGE: {
    DA: "Billedet er for stort: højst 50 millioner billedpunkter i alt og 25 MB, når det er gemt.",
    EN: "The image is too large: at most 50 million pixels in all, and 25 MB when it is stored.",
  },
};

/** The refusal of a link's bytes. */
export const fileRefusal = (code: FileRefusalCode): FileRefusal => new FileRefusal(code, refusals[code]);
