import { type DemoAccount, demoAccounts } from "../../domains/accounts/accounts.commands.js";
import type { DemoActor, DemoMembership } from "../../domains/actors/actors.commands.js";
import { stableIds } from "../../platform/ids/ids.js";
import { accountHolders } from "./data/account-holders.js";
import { bands } from "./data/artists-bands.js";
import { ensembles } from "./data/artists-ensembles.js";
import { soloists } from "./data/artists-solo-duo.js";
import { associations } from "./data/associations.js";
import { cultureOffices } from "./data/culture-offices.js";
import { festivals } from "./data/festivals.js";
import { knowledgePartners } from "./data/knowledge-partners.js";
import { musicSchools } from "./data/music-schools.js";
import { rehearsalAssociations } from "./data/rehearsal-associations.js";
import { venuesInTheNorth } from "./data/venues-north.js";
import { venuesInTheSouth } from "./data/venues-south.js";
import type { DemoEntry, DemoPerson } from "./demo-entry.js";

const entriesByKind: Readonly<Record<DemoActor["kind"], readonly DemoEntry[]>> = {
  MUSIC_SCHOOL: musicSchools,
  VENUE: [...venuesInTheNorth, ...venuesInTheSouth],
  FESTIVAL: festivals,
  REHEARSAL_ASSOCIATION: rehearsalAssociations,
  ARTIST: [...bands, ...ensembles, ...soloists],
  CULTURE_OFFICE: cultureOffices,
  KNOWLEDGE_PARTNER: knowledgePartners,
  ASSOCIATION: associations,
};
const kinds = Object.keys(entriesByKind) as DemoActor["kind"][];

/** The accounts without a password that hold most demo actors. */
export const demoHolderAccounts: readonly DemoAccount[] = Object.entries(accountHolders).map(
  ([name, displayName]) => ({
    ...stableIds("account", `demo:${name}`),
    email: `${name}@demo.samspil.example`,
    displayName,
    birthDate: "1979-09-09",
    isAdministrator: false,
  }),
);

/** All fictional actors. Each name and each about text says that it is one. */
export const demoActors: readonly DemoActor[] = kinds.flatMap((kind) =>
  entriesByKind[kind].map(({ owner, others, ...entry }) => ({
    ...entry,
    kind,
    name: `${entry.name} (demo)`,
    aboutDa: `Opdigtet eksempel. ${entry.aboutDa}`,
    aboutEn: entry.aboutEn && `Fictional example. ${entry.aboutEn}`,
  })),
);

/** Who acts for them. */
export const demoMemberships: readonly DemoMembership[] = kinds.flatMap((kind) =>
  entriesByKind[kind].flatMap(({ slug, joined, owner, others = [] }) => [
    ...(owner ? [membership(slug, owner, "OWNER", joined)] : []),
    ...others.map(([who, role, from, to]) => membership(slug, who, role, from, to)),
  ]),
);

function membership(
  actorSlug: string,
  who: DemoPerson,
  role: DemoMembership["role"],
  startedOn: string,
  endedOn: string | null = null,
): DemoMembership {
  return { actorSlug, accountId: stableIds("account", `demo:${who}`).id, role, startedOn, endedOn };
}

/** The seven accounts that anybody signs in to, and the holders. */
export const allDemoAccounts: readonly DemoAccount[] = [...demoAccounts, ...demoHolderAccounts];
