import {
  demoAccounts,
  findDemoAccountIds,
  hasAccounts,
  hashDemoPassword,
  removeDemoAccounts,
  upsertDemoAccounts,
} from "../../domains/accounts/accounts.commands.js";
import {
  removeDemoActors,
  upsertDemoActors,
  upsertDemoMemberships,
} from "../../domains/actors/actors.commands.js";
import { noteDemoRegion, wasDemoRegionDecided } from "../../domains/demo/demo.commands.js";
import { removeDemoConversations } from "../../domains/messaging/messaging.commands.js";
import { upsertDemoRelationships } from "../../domains/network/network.commands.js";
import {
  removeDemoCultureAgreements,
  upsertDemoCultureAgreement,
} from "../../domains/places/places.commands.js";
import { clientOf } from "../../platform/database/data-source.js";
import { inTransaction } from "../../platform/database/transaction.js";
import type { HubDatabase } from "../database.js";
import { demoCultureAgreement } from "./data/culture-agreement.js";
import { demoRelationships } from "./demo-network.js";
import { allDemoAccounts, demoActors, demoHolderAccounts, demoMemberships } from "./demo-region.js";

/** What loading and removing need of the hub's database. */
type SeededDatabase = Pick<HubDatabase, "pool" | "dataSource">;

/** Seeds the demo region into a database that never held it or any account, and from which nobody took it away. */
export async function seedFirstStart(database: SeededDatabase, say: (line: string) => void): Promise<void> {
  if ((await wasDemoRegionDecided(database.pool)) || (await hasAccounts(database.pool))) return;
  await seedDemo(database, say);
}

/**
 * Loads the demo region: fictional, the same ids on every machine. Loading it again restores what visitors changed
 * in its actors, relationships, accounts and agreement, and otherwise changes nothing. All or nothing.
 * @throws DemoSlugsTaken
 */
export async function seedDemo(database: SeededDatabase, say: (line: string) => void): Promise<void> {
  const passwordHash = await hashDemoPassword();
  const changes = await inTransaction(database.dataSource, async (manager) => {
    const client = await clientOf(manager);
    // Actors before accounts: the order in which everybody locks them.
    const steps = [
      () => upsertDemoCultureAgreement(client, demoCultureAgreement),
      () => upsertDemoActors(client, demoActors),
      () => upsertDemoRelationships(client, demoRelationships),
      () => upsertDemoAccounts(client, demoAccounts, passwordHash),
      () => upsertDemoAccounts(client, demoHolderAccounts, null),
      () =>
        upsertDemoMemberships(
          client,
          demoMemberships,
          allDemoAccounts.map(({ id }) => id),
        ),
    ];
    let written = 0;
    for (const step of steps) written += await step();
    await noteDemoRegion(client, true);
    return written;
  });
  const content = `${demoActors.length} fictional actors, ${demoRelationships.length} relationships, ${demoAccounts.length} accounts to sign in with`;
  say(
    changes > 0 ? `The demo region is loaded: ${content}.` : `The demo region was there already: ${content}.`,
  );
}

/**
 * Takes the demo region away and says what went, conversations with demo accounts among it; everything else stays, also what other
 * accounts have written elsewhere. No later start brings it back. All or nothing.
 */
export async function removeDemo(database: SeededDatabase, say: (line: string) => void): Promise<void> {
  const removed = await inTransaction(database.dataSource, async (manager) => {
    const client = await clientOf(manager);
    const demoAccountIds = await findDemoAccountIds(client);
    const conversations = await removeDemoConversations(client, demoAccountIds);
    const actors = await removeDemoActors(client, demoAccountIds);
    const accounts = await removeDemoAccounts(client);
    const agreements = await removeDemoCultureAgreements(client);
    await noteDemoRegion(client, false);
    return { ...actors, accounts, agreements, conversations };
  });
  if (removed.demoActors + removed.accounts + removed.agreements === 0) {
    say("There is no demo region to remove.");
    return;
  }
  const { demoActors: actors, accounts, agreements, actorsOfDemoAccounts, conversations } = removed;
  say(`Removed the demo region: actors ${actors}, accounts ${accounts}, culture agreements ${agreements}.`);
  if (actorsOfDemoAccounts > 0)
    say(`Removed too, since only demo accounts ever acted for them: actors ${actorsOfDemoAccounts}.`);
  if (conversations > 0) say(`Removed too, since demo accounts took part: conversations ${conversations}.`);
}
