import { isVisible, normaliseText } from "../../../platform/text/text-rules.js";
import { attachmentsFailure } from "../attachments.errors.js";
import { acceptedExtensions } from "./file-kinds.js";

/** The ending of a file's name, in lower case without its dot; empty when it has none. */
export function extensionOf(fileName: string): string {
  return /[^.]\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
}

/**
 * A file's name as it is kept. It is never part of a path; what could make it one is refused all the same, since it may
 * become one where the file is saved.
 */
export function readFileName(given: string): string {
  const fileName = normaliseText(given);
  if (!isVisible(fileName) || /[/\\]/.test(fileName))
    throw attachmentsFailure("INVALID_FILE_NAME", ["fileName"]);
  if (!acceptedExtensions.includes(extensionOf(fileName)))
    throw attachmentsFailure("UNSUPPORTED_TYPE", ["fileName"], { extensions: acceptedExtensions.join(", ") });
  return fileName;
}
