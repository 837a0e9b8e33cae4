import { asStored } from "./actor-rules.js";
import { type Judge, Like, rules } from "./judge.js";
import { judgesReport, readsConversation } from "./messaging-rules.js";
import type { HubAttachment, HubMessage } from "./world.js";

/** A link that is signed for the reader and the moment. */
const link = (path: string): Like =>
  new Like(`a link below ${path}`, (value) => {
    const { pathname } = URL.canParse(String(value)) ? new URL(String(value)) : { pathname: "" };
    return pathname.startsWith(path) && /^[\w-]+\.[\w-]{43}$/.test(pathname.slice(path.length));
  });

/** Whether the viewer reads a message that is not deleted. */
function isStanding(judge: Judge, messageId: string | null): boolean {
  const message = judge.row<HubMessage>(messageId);
  return message?.deletedAt === null && readsConversation(judge, message.conversationId);
}

/** Whether the viewer may judge a report that keeps a message. */
const isEvidence = (judge: Judge, messageId: string | null): boolean =>
  judge.world.messageReports.some(
    (report) =>
      judgesReport(judge, report) && report.evidence.some(({ message_id }) => message_id === messageId),
  );

/** Files that hang on nothing yet, and those that hang on messages. */
export const attachmentRules = {
  // Only its owner, also before administrators of the hub; what hangs where no domain answers for it nobody.
  Attachment: rules<HubAttachment>(
    ({ ownerAccountId, hungOnType, hungOnId }, judge) => {
      if (hungOnType === null) return ownerAccountId === judge.viewer;
      return hungOnType === "Message" && (isStanding(judge, hungOnId) || isEvidence(judge, hungOnId));
    },
    {
      id: ({ publicId }) => publicId,
      ...asStored("fileName", "contentType", "byteSize", "width", "height"),
      isReady: ({ state }) => state === "READY",
      uploadUrl: ({ state }) => (state === "READY" ? null : link("/files/uploads/")),
      downloadUrl: ({ state }) => (state === "READY" ? link("/files/") : null),
    },
  ),
};
