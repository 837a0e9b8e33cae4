import type { LiveAudience, LiveEntry, LiveInterest } from "./live-entries.js";
import type { LiveFollower } from "./live-follower.js";

/** The followers of a process, found by what they want: an entry costs those who want it, not those who are there. */
export class LiveFollowers {
  private readonly all = new Set<LiveFollower>();
  private readonly byStream = new Map<string, Set<LiveFollower>>();
  private readonly byReader = new Map<LiveAudience, Map<string, Set<LiveFollower>>>();

  get size(): number {
    return this.all.size;
  }

  [Symbol.iterator](): IterableIterator<LiveFollower> {
    return this.all.values();
  }

  add(interest: LiveInterest, follower: LiveFollower): void {
    this.all.add(follower);
    if ("streamId" in interest) addTo(this.byStream, interest.streamId, follower);
    else {
      const readers = this.byReader.get(interest.audience) ?? new Map<string, Set<LiveFollower>>();
      this.byReader.set(interest.audience, readers);
      addTo(readers, interest.readerId, follower);
    }
  }

  delete(interest: LiveInterest, follower: LiveFollower): void {
    this.all.delete(follower);
    if ("streamId" in interest) deleteFrom(this.byStream, interest.streamId, follower);
    else {
      const readers = this.byReader.get(interest.audience);
      if (readers) deleteFrom(readers, interest.readerId, follower);
      if (readers?.size === 0) this.byReader.delete(interest.audience);
    }
  }

  /** The audiences that somebody here reads for. */
  audiences(): LiveAudience[] {
    return [...this.byReader.keys()];
  }

  ofAudience(audience: LiveAudience): LiveFollower[] {
    return [...(this.byReader.get(audience)?.values() ?? [])].flatMap((followers) => [...followers]);
  }

  /** Offers an entry to all who want it. @param readers of each audience who follows which stream, by stream */
  offer(
    entry: LiveEntry,
    readers: ReadonlyMap<LiveAudience, ReadonlyMap<string, ReadonlySet<string>>>,
  ): void {
    for (const follower of this.byStream.get(entry.streamId) ?? []) follower.offer(entry);
    for (const [audience, byStream] of readers) {
      const here = this.byReader.get(audience);
      for (const readerId of byStream.get(entry.streamId) ?? [])
        for (const follower of here?.get(readerId) ?? []) follower.offer(entry);
    }
  }
}

function addTo(followers: Map<string, Set<LiveFollower>>, key: string, follower: LiveFollower): void {
  const known = followers.get(key);
  if (known) known.add(follower);
  else followers.set(key, new Set([follower]));
}

function deleteFrom(followers: Map<string, Set<LiveFollower>>, key: string, follower: LiveFollower): void {
  const known = followers.get(key);
  known?.delete(follower);
  if (known?.size === 0) followers.delete(key);
}
