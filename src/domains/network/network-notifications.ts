import { sql } from "../../platform/database/sql.js";
import type { Circle } from "../../platform/read/scope.js";
import { actorsSpokenFor } from "../actors/actors.queries.js";
import type { NotificationKinds } from "../notifications/notifications.queries.js";

/** Whether the viewer hears of a relationship: speaks for one of its ends, and none of them blocks the other. */
const hearsOfRelationship: Circle = (
  viewer,
  id,
) => sql`EXISTS (SELECT FROM relationship AS told WHERE told.id = ${id}
  AND ARRAY[told.source_id, told.target_id] && ${actorsSpokenFor(viewer)}
  AND NOT EXISTS (SELECT FROM actor_block AS block WHERE (block.blocker_id, block.blocked_id)
    IN ((told.source_id, told.target_id), (told.target_id, told.source_id))))`;

/** What the network notifies accounts of. The database does it as it happens (`notify_of_proposals`, `notify_of_answers`). */
export const networkNotifications: NotificationKinds = {
  RELATIONSHIP_PROPOSED: {
    description:
      "Another actor claims a relationship with one that the account speaks for, and it waits for an answer. Its subject is the relationship.",
    subject: "Relationship",
    defaultChannel: "EMAIL",
    label: { DA: "Foreslåede relationer", EN: "Proposed relationships" },
    title: { DA: "{who} foreslår en relation", EN: "{who} proposes a relationship" },
    isTold: hearsOfRelationship,
  },
  RELATIONSHIP_CONFIRMED: {
    description:
      "Another actor has confirmed a relationship that one proposed which the account speaks for. Its subject is the relationship.",
    subject: "Relationship",
    defaultChannel: "EMAIL",
    label: { DA: "Bekræftede relationer", EN: "Confirmed relationships" },
    title: { DA: "{who} har bekræftet jeres relation", EN: "{who} has confirmed your relationship" },
    isTold: hearsOfRelationship,
  },
};
