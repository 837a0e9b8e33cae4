import type { InBothLanguages } from "../../platform/errors/user-failure.js";
import type { ActorKind } from "../actors/profiles/actor.enums.js";

/** What a kind of actor is called inside a sentence. */
export const wordOfKind: Readonly<Record<ActorKind, InBothLanguages>> = {
  MUSIC_SCHOOL: { DA: "en musikskole", EN: "a music school" },
  VENUE: { DA: "et spillested", EN: "a venue" },
  FESTIVAL: { DA: "en festival", EN: "a festival" },
  REHEARSAL_ASSOCIATION: { DA: "en øvelokaleforening", EN: "a rehearsal association" },
  ARTIST: { DA: "en artist", EN: "an artist" },
  CULTURE_OFFICE: { DA: "en kulturforvaltning", EN: "a culture office" },
  KNOWLEDGE_PARTNER: { DA: "en videnpartner", EN: "a knowledge partner" },
  ASSOCIATION: { DA: "en forening", EN: "an association" },
};
