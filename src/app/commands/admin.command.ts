import { makeAdministrator } from "../../domains/accounts/accounts.commands.js";
import type { Config } from "../../platform/config/config.js";
import { createLog } from "../../platform/log/log.js";
import { openDatabase } from "../database.js";

/** `admin EMAIL` makes the verified account of an address an administrator of the hub. */
export async function adminCommand(
  config: Config,
  [email]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (!email) {
    say("Usage: npm run admin -- EMAIL");
    return 1;
  }
  const database = await openDatabase(config, "tool", createLog({ level: config.LOG_LEVEL }), say);
  try {
    const account = await makeAdministrator(database.pool, email);
    say(
      account
        ? `${account.email} is an administrator of the hub.`
        : `No verified account has the address ${email}.`,
    );
    return account ? 0 : 1;
  } finally {
    await database.close();
  }
}
