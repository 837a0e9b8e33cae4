import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../testkit/network/random-network.js";
import type { Member } from "./world.js";

/** Milliseconds after which an answer is no longer waited for. */
const patienceMs = 3_000;
/** Milliseconds between two messages of a writer, at most. */
const pauseMs = 250;

/** A message that was answered. */
export interface SentOne {
  readonly conversationId: string;
  readonly id: string;
  readonly sequence: number;
}

interface Payload {
  readonly message: { readonly id: string; readonly sequence: number } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

/** Writes one message after the other, each sent until it is answered, and changes or deletes some. */
export class FaultWriter {
  /** In the order in which they were answered. */
  readonly sent: SentOne[] = [];
  /** Requests that came to nothing and were sent again. */
  repetitions = 0;
  /** Answers that no repetition would mend. */
  readonly refusals: string[] = [];
  private isStopping = false;
  private hasGivenUp = false;
  private readonly running: Promise<void>;

  constructor(
    readonly name: string,
    readonly member: Member,
    private readonly urls: readonly string[],
    private readonly draw: Draw,
  ) {
    this.running = this.run();
  }

  /** Sends no more; resolves when the last has been answered. False when that took too long. */
  async stop(withinMs: number): Promise<boolean> {
    this.isStopping = true;
    const ended = this.running.then(() => true);
    const inTime = await Promise.race([ended, sleep(withinMs, false, { ref: false })]);
    this.hasGivenUp = true;
    await this.running;
    return inTime;
  }

  private async run(): Promise<void> {
    const { draw, member } = this;
    for (let number = 1; !this.isStopping; number += 1) {
      const conversationId = draw.from(member.conversationIds);
      const message = await this.ask("sendMessage", "SendMessageInput", {
        conversationId,
        asActorId: member.actor.id,
        body: `${this.name} ${number} ${"æøå🎺 ".repeat(draw.below(60))}`,
        clientMessageId: `${this.name}-${number}`,
      });
      if (!message) continue;
      this.sent.push({ conversationId, ...message });
      const { id: messageId } = message;
      const chance = draw.below(10);
      if (chance === 0)
        await this.ask("editMessage", "EditMessageInput", {
          messageId,
          body: `${this.name} ${number}, rettet`,
        });
      if (chance === 1) await this.ask("deleteMessage", "DeleteMessageInput", { messageId });
      await sleep(draw.below(pauseMs));
    }
  }

  /** Asks either server until one answers; what it does, it does once. */
  private async ask(field: string, type: string, input: object): Promise<Payload["message"]> {
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) { message { id sequence } userErrors { code } } }`;
    const body = JSON.stringify({ query, variables: { input } });
    while (!this.hasGivenUp) {
      const answer = await this.request(body);
      const payload = answer?.data?.[field];
      if (payload?.message) return payload.message;
      const code = payload?.userErrors[0]?.code ?? answer?.errors?.[0]?.extensions.code;
      if (code !== undefined && code !== "INTERNAL_SERVER_ERROR") {
        this.refusals.push(`${field} ${code}`);
        return null;
      }
      this.repetitions += 1;
      await sleep(50 + this.draw.below(150));
    }
    return null;
  }

  private async request(body: string) {
    try {
      const response = await fetch(`${this.draw.from(this.urls)}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${this.member.person.token}`,
        },
        body,
        signal: AbortSignal.timeout(patienceMs),
      });
      return (await response.json()) as {
        readonly data?: Readonly<Record<string, Payload | null>> | null;
        readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
      };
    } catch {
      // Broken off, refused, or silent for too long.
      return undefined;
    }
  }
}
