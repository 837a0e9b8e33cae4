/** A kind of file that may be attached. */
export interface FileKind {
  /** As it is sent. */
  readonly contentType: string;
  /** The endings that its names have. */
  readonly extensions: readonly string[];
  /** What its content is recognised as (`ext` of file-type); nothing for texts, which have no mark. */
  readonly recognisedAs: readonly string[];
  /** Pictures are made anew. A name of a picture or a sound may have the ending of another: nothing depends on it. */
  readonly family: "image" | "audio" | "document" | "text";
}

const image = (contentType: string, extensions: readonly string[], recognisedAs = extensions): FileKind => ({
  contentType,
  extensions,
  recognisedAs,
  family: "image",
});
const audio = (contentType: string, extensions: readonly string[], recognisedAs = extensions): FileKind => ({
  contentType,
  extensions,
  recognisedAs,
  family: "audio",
});
const document = (contentType: string, extension: string): FileKind => ({
  contentType,
  extensions: [extension],
  recognisedAs: [extension],
  family: "document",
});
const text = (contentType: string, extension: string): FileKind => ({
  contentType,
  extensions: [extension],
  recognisedAs: [],
  family: "text",
});

const openXml = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";

/** Everything that may be attached. docs/decisions/attachments.md says why these, and not others. */
export const fileKinds: readonly FileKind[] = [
  image("image/jpeg", ["jpg", "jpeg"]),
  // Of a moving PNG the first picture stays.
  image("image/png", ["png"], ["png", "apng"]),
  image("image/webp", ["webp"]),
  image("image/gif", ["gif"]),
  document("application/pdf", "pdf"),
  document(`${openXml}.wordprocessingml.document`, "docx"),
  document(`${openXml}.spreadsheetml.sheet`, "xlsx"),
  document(`${openXml}.presentationml.presentation`, "pptx"),
  document(`${openDocument}.text`, "odt"),
  document(`${openDocument}.spreadsheet`, "ods"),
  document(`${openDocument}.presentation`, "odp"),
  audio("audio/mpeg", ["mp3"]),
  // A sound alone in the container is told by its brand only where the program that wrote it says so.
  audio("audio/mp4", ["m4a"], ["m4a", "mp4"]),
  audio("audio/wav", ["wav"]),
  audio("audio/flac", ["flac"]),
  audio("audio/ogg", ["ogg", "oga", "opus"]),
  audio("audio/aac", ["aac"]),
  audio("audio/aiff", ["aif", "aiff"]),
  audio("audio/midi", ["mid", "midi"]),
  text("text/plain", "txt"),
  text("text/csv", "csv"),
  text("text/calendar", "ics"),
];

/** The endings of names that are accepted. */
export const acceptedExtensions: readonly string[] = fileKinds.flatMap(({ extensions }) => extensions);

/** The kind that a name with this ending says it is. */
export const kindNamed = (extension: string): FileKind | undefined =>
  fileKinds.find(({ extensions }) => extensions.includes(extension));

/** The kind of what content was recognised as. */
export const kindRecognised = (recognised: string): FileKind | undefined =>
  fileKinds.find(({ recognisedAs }) => recognisedAs.includes(recognised));
