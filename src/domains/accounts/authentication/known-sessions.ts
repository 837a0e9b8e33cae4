import { LRUCache } from "lru-cache";
import type { SessionRecord } from "../account.repository.js";

/** How long a session counts as live after it was found so, in milliseconds: a session that ends in another process ends here after this. */
const knownMs = 1_000;
/** Sessions remembered at a time. */
const mostSessions = 10_000;

/** Remembers for a moment which sessions are live, so that a busy client's are not looked up with each request. */
export class KnownSessions {
  private readonly sessions = new LRUCache<string, SessionRecord>({ max: mostSessions, ttl: knownMs });
  /** Counts the times that all was forgotten: what was looked up before that is not remembered after it. */
  private forgotten = 0;

  /** @param lookUp verifies a credential and finds its session */
  constructor(private readonly lookUp: (credential: string) => Promise<SessionRecord | undefined>) {}

  /** The live session of this credential as it was presented; undefined when it does not hold. */
  async find(credential: string): Promise<SessionRecord | undefined> {
    const known = this.sessions.get(credential);
    if (known && known.sessionExpiresAt.getTime() > Date.now()) return known;
    const { forgotten } = this;
    // It was live when the look-up began; how long that took counts.
    const start = performance.now();
    const session = await this.lookUp(credential);
    if (session && forgotten === this.forgotten) this.sessions.set(credential, session, { start });
    return session;
  }

  /** To be called when sessions may have ended, or accounts have changed. */
  forget(): void {
    this.forgotten += 1;
    this.sessions.clear();
  }
}
