import { createHmac } from "node:crypto";
import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

/** How often something may happen: `points` times in `seconds`, counted from the first. */
interface Limit {
  readonly points: number;
  readonly seconds: number;
}

/** All limits on attempts, in one place. Mails are limited so that nobody can be flooded through the hub. */
export const attemptLimits = {
  /** Failed sign-ins to one account from one address. */
  signInAccountAndAddress: { points: 10, seconds: 900 },
  /** Failed sign-ins to one account from anywhere. */
  signInAccount: { points: 50, seconds: 900 },
  /** Failed sign-ins from one address to any account. */
  signInAddress: { points: 100, seconds: 900 },
  /** Sign-ups for one e-mail address. */
  signUpRecipient: { points: 5, seconds: 3600 },
  /** Sign-ups from one address; a class of a music school shares one. */
  signUpAddress: { points: 100, seconds: 3600 },
  /** Requests for a reset or a verification mail for one e-mail address. */
  mailRequestRecipient: { points: 5, seconds: 3600 },
  /** Requests for a reset or a verification mail from one address. */
  mailRequestAddress: { points: 60, seconds: 3600 },
  /** Mails about an account to one e-mail address, whatever caused them. */
  mailRecipient: { points: 10, seconds: 3600 },
} as const satisfies Record<string, Limit>;

export type AttemptLimit = keyof typeof attemptLimits;

/** One thing to count: a limit and who or what it is about. */
export interface Attempt {
  readonly limit: AttemptLimit;
  /** An e-mail address, a client address, or both. */
  readonly about: readonly string[];
}

/** The attempts could be made, or must wait that many seconds (at least 1). */
export type AttemptOutcome =
  | { readonly allowed: true; giveBack(): Promise<void> }
  | { readonly allowed: false; readonly retryAfter: number };

/** Counts attempts in the database, for all server processes together. */
export interface AttemptCounters {
  /**
   * Counts all the given attempts, or none that matter: when one is over its limit the others are given back.
   * Counting is one atomic statement each and comes before the act, so parallel attempts cannot slip through.
   */
  take(attempts: readonly Attempt[]): Promise<AttemptOutcome>;
}

/**
 * Makes the counters over the migrated table `account_attempt`.
 * @param secret keys the hash that stands for e-mail and client addresses in the table
 */
export function createAttemptCounters(pool: Pool, secret: string): AttemptCounters {
  const limiters = new Map<AttemptLimit, RateLimiterPostgres>();
  for (const [name, { points, seconds }] of Object.entries(attemptLimits)) {
    limiters.set(
      name as AttemptLimit,
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: "pool",
        tableName: "account_attempt",
        tableCreated: true,
        // One of them sweeps the table for all.
        clearExpiredByTimeout: limiters.size === 0,
        keyPrefix: name,
        points,
        duration: seconds,
      }),
    );
  }
  const keyOf = ({ about }: Attempt) =>
    createHmac("sha256", secret).update(JSON.stringify(about)).digest("base64url");
  const limiterOf = ({ limit }: Attempt): RateLimiterPostgres => {
    const limiter = limiters.get(limit);
    if (!limiter) throw new Error(`No limiter for ${limit}`);
    return limiter;
  };
  const giveBack = async (taken: readonly Attempt[]) => {
    for (const attempt of taken) await limiterOf(attempt).reward(keyOf(attempt), 1);
  };
  return {
    async take(attempts) {
      const taken: Attempt[] = [];
      for (const attempt of attempts) {
        try {
          await limiterOf(attempt).consume(keyOf(attempt), 1);
          taken.push(attempt);
        } catch (refusal) {
          await giveBack(taken);
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
          return { allowed: false, retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
        }
      }
      return { allowed: true, giveBack: () => giveBack(taken) };
    },
  };
}
