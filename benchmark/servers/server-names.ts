/** The servers, the limit first. */
export const serverNames = ["limit", "samspil", "mercurius", "postgraphile"] as const;
export type ServerName = (typeof serverNames)[number];

/** How a server is called in the tables. */
export const serverTitles: Readonly<Record<ServerName, string>> = {
  limit: "the limit",
  samspil: "Samspil",
  mercurius: "Mercurius",
  postgraphile: "PostGraphile",
};
export const peerNames: readonly ServerName[] = ["mercurius", "postgraphile"];
