import { LRUCache } from "lru-cache";
import type { Announcements } from "../../../platform/database/announcements.js";
import type { SessionRecord } from "../account.repository.js";

/**
 * Milliseconds after which a session that has ended elsewhere is ended here, whatever is broken. Readers of subscriptions are looked at
 * every 300 ms (`src/app/http/websocket/socket-limits.ts`), so that they, too, are out within a second.
 */
const endedWithinMs = 650;
/** Milliseconds after which a session is looked up again although nothing was announced. */
const knownMs = 60_000;
/** Sessions remembered at a time. */
const mostSessions = 10_000;
/** Where the database announces that sessions have ended or accounts have changed (migrations/1764000660000-session-announcements.ts). */
const channel = "account_sessions";

/** A session, and when it was live for certain, by `performance.now()`. */
interface KnownSession {
  readonly session: SessionRecord;
  readonly since: number;
}

/**
 * Remembers which sessions are live, so that they are not looked up with each request. The database announces what ends them;
 * while its announcements are not heard for certain, each is remembered for no longer than a session may outlive its end.
 */
export class KnownSessions {
  private readonly sessions = new LRUCache<string, KnownSession>({ max: mostSessions, ttl: knownMs });
  /** Counts the times that all was forgotten: what was looked up before that is not remembered after it. */
  private forgotten = 0;

  /** @param lookUp verifies a credential and finds its session */
  constructor(
    private readonly lookUp: (credential: string) => Promise<SessionRecord | undefined>,
    private readonly announcements: Pick<Announcements, "on" | "hasHeard">,
  ) {
    announcements.on(channel, () => this.forget());
  }

  /** The live session of this credential as it was presented; undefined when it does not hold. */
  async find(credential: string): Promise<SessionRecord | undefined> {
    const known = this.sessions.get(credential);
    if (known && this.isLive(known)) return known.session;
    const { forgotten } = this;
    // It was live when the look-up began; how long that took counts.
    const since = performance.now();
    const session = await this.lookUp(credential);
    if (session && forgotten === this.forgotten)
      this.sessions.set(credential, { session, since }, { start: since });
    return session;
  }

  /** To be called when sessions may have ended, or accounts have changed. */
  forget(): void {
    this.forgotten += 1;
    this.sessions.clear();
  }

  /** A number that is another one when a session may have ended before its time, and none (NaN) when that cannot be told. */
  get asOf(): number {
    return this.announcements.hasHeard(endedWithinMs) ? this.forgotten : Number.NaN;
  }

  private isLive({ session, since }: KnownSession): boolean {
    const age = performance.now() - since;
    if (age >= session.secondsLeft * 1_000) return false;
    return age < endedWithinMs || this.announcements.hasHeard(endedWithinMs);
  }
}
