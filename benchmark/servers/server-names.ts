/** The servers, the limit first. */
export const serverNames = ["limit", "samspil", "mercurius", "postgraphile"] as const;
export type ServerName = (typeof serverNames)[number];

/** Those that tell messages to sockets. */
export const fanOutServers = ["limit", "samspil", "mercurius"] as const satisfies readonly ServerName[];
export type FanOutServer = (typeof fanOutServers)[number];

/** How a server is called in the tables. */
export const serverTitles: Readonly<Record<ServerName, string>> = {
  limit: "the limit",
  samspil: "Samspil",
  mercurius: "Mercurius",
  postgraphile: "PostGraphile",
};
export const peerNames: readonly ServerName[] = ["mercurius", "postgraphile"];
