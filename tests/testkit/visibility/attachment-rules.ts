import { asStored } from "./actor-rules.js";
import { Like, rules } from "./judge.js";
import type { HubAttachment } from "./world.js";

/** A link that is signed for the reader and the moment. */
const link = (path: string): Like =>
  new Like(`a link below ${path}`, (value) => {
    const { pathname } = URL.canParse(String(value)) ? new URL(String(value)) : { pathname: "" };
    return pathname.startsWith(path) && /^[\w-]+\.[\w-]{43}$/.test(pathname.slice(path.length));
  });

/** Files that hang on nothing yet; what they hang on is read by rules of its own. */
export const attachmentRules = {
  // Only its owner, also before administrators of the hub; what hangs where no domain answers for it nobody.
  Attachment: rules<HubAttachment>(
    ({ ownerAccountId, hungOnType }, judge) => hungOnType === null && ownerAccountId === judge.viewer,
    {
      id: ({ publicId }) => publicId,
      ...asStored("fileName", "contentType", "byteSize", "width", "height"),
      isReady: ({ state }) => state === "READY",
      uploadUrl: ({ state }) => (state === "READY" ? null : link("/files/uploads/")),
      downloadUrl: ({ state }) => (state === "READY" ? link("/files/") : null),
    },
  ),
};
