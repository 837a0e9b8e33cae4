/** Bounds of WebSockets. Settings replace those that an operator may choose, tests lower some. */
export interface SocketLimits {
  /** Sockets open at a time. */
  readonly maxSockets: number;
  /** Sockets of one address at a time; of IPv6 one /64 network. */
  readonly maxSocketsPerAddress: number;
  /** Operations under way on one socket at a time. */
  readonly maxOperations: number;
  /** Bytes of a message, whole or in fragments; a larger one closes the socket with 1009. */
  readonly maxMessageBytes: number;
  /** Milliseconds that a client may take to begin (`connection_init`). */
  readonly initTimeoutMs: number;
  /** Milliseconds between two pings. A peer that answered nothing to one by the next is gone: within twice as long. */
  readonly pingEveryMs: number;
  /** Milliseconds between two looks whether a reader may still read. */
  readonly viewerCheckMs: number;
  /** Bytes not yet taken by the peer, above which nothing more is read from it or made for it. */
  readonly maxBufferedBytes: number;
  /** Milliseconds that the peer may take to take them. */
  readonly stalledMs: number;
  /** Milliseconds that a peer may take to agree to a close. */
  readonly closingMs: number;
}

/**
 * The bounds in force. A peer that is dead is gone within 30 s, also when the last that it leaves unread becomes too much just before
 * it would have been missed: two pings, then the time to read, then the time to agree to the close.
 */
export const socketLimits: SocketLimits = {
  maxSockets: 10_000,
  maxSocketsPerAddress: 1_000,
  maxOperations: 100,
  maxMessageBytes: 65_536,
  initTimeoutMs: 3_000,
  pingEveryMs: 7_000,
  viewerCheckMs: 300,
  maxBufferedBytes: 1_048_576,
  stalledMs: 13_000,
  closingMs: 2_000,
};
