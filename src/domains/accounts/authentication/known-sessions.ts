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

  constructor(private readonly lookUp: (token: string) => Promise<SessionRecord | undefined>) {}

  /** The live session with this token. */
  async find(token: string): Promise<SessionRecord | undefined> {
    const known = this.sessions.get(token);
    if (known && known.sessionExpiresAt.getTime() > Date.now()) return known;
    const { forgotten } = this;
    // It was live when the look-up began; how long that took counts.
    const start = performance.now();
    const session = await this.lookUp(token);
    if (session && forgotten === this.forgotten) this.sessions.set(token, session, { start });
    return session;
  }

  /** To be called when sessions may have ended, or accounts have changed. */
  forget(): void {
    this.forgotten += 1;
    this.sessions.clear();
  }
}
