import { stableIds } from "../../platform/ids/ids.js";
import type { DemoAccount } from "./account.repository.js";
import { hashPublicPassword } from "./authentication/passwords.js";

/**
 * The password of all demo accounts; public, which is why a hub that has them listens on this machine only, and takes
 * none of them when a proxy or a public address lets others reach it.
 */
export const demoPassword = "samspil-demo";

/** The hash of the demo password, the same every time: a salt of its own would protect nothing that is public. */
export function hashDemoPassword(): Promise<string> {
  return hashPublicPassword(demoPassword, Buffer.from("samspil-demo-region"));
}

/** What a demo account is called before the `@`, and what it stands for. */
export type DemoName = "school" | "venue" | "festival" | "rehearsal" | "artist" | "office" | "admin";

const displayNames: Readonly<Record<DemoName, string>> = {
  school: "Signe Demo (musikskole)",
  venue: "Viggo Demo (spillested)",
  festival: "Freja Demo (festival)",
  rehearsal: "Rasmus Demo (øvelokaleforening)",
  artist: "Asta Demo (artist)",
  office: "Karl Demo (kulturforvaltning)",
  admin: "Anna Demo (administrator)",
};

/** The seven demo accounts, the same on every machine: verified adults, `admin` administers the hub. */
export const demoAccounts: readonly (DemoAccount & { readonly name: DemoName })[] = (
  Object.entries(displayNames) as [DemoName, string][]
).map(([name, displayName]) => ({
  ...stableIds("account", `demo:${name}`),
  name,
  email: `${name}@demo.samspil.example`,
  displayName,
  birthDate: "1985-05-05",
  isAdministrator: name === "admin",
}));
