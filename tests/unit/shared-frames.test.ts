import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { SharedFrames } from "../../src/app/http/websocket/shared-frames.js";

const answer = (text: string) => ({ result: {}, data: JSON.stringify({ said: text }), isShared: true });
/** Ids of several lengths, in letters and in bytes. */
const ids = ["1", "2", "10", "1", "æ", "ab", "", 'q"\\', "🎺", "abcd", "x".repeat(300)];

let http: ReturnType<typeof createServer>;
let served: Socket;
let client: WebSocket;
let heard: unknown[];
beforeEach(async () => {
  http = createServer().listen(0, "127.0.0.1");
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  const connected = once(server, "connection");
  await once(http, "listening");
  client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  heard = [];
  client.on("message", (data, isBinary) => heard.push(isBinary ? "binary" : JSON.parse(String(data))));
  const [[, request]] = await Promise.all([connected, once(client, "open")]);
  served = request.socket;
});
afterEach(async () => {
  client.terminate();
  http.close();
  await once(http, "close");
});

async function heardAll(count: number): Promise<unknown[]> {
  while (heard.length < count) await sleep(2);
  return heard;
}

/** Around the lengths at which the header grows. */
test.each([0, 60, 75, 76, 77, 78, 79, 80, 60_000, 65_480, 65_490, 65_500, 70_000])(
  "a payload of %i letters arrives under each id, whatever the ids before it were",
  async (letters) => {
    const frames = SharedFrames.of(answer("x".repeat(letters)));
    for (const id of ids) frames.write(JSON.stringify(id), served);
    const messages = await heardAll(ids.length);
    expect(messages).toEqual(
      ids.map((id) => ({ id, type: "next", payload: { data: { said: "x".repeat(letters) } } })),
    );
  },
);

test("what a peer has yet to take is not changed by what others are sent", async () => {
  client.pause();
  const body = "x".repeat(100_000);
  const frames = SharedFrames.of(answer(body));
  const numbers = Array.from({ length: 200 }, (_, number) => String(100 + number));
  for (const id of numbers) frames.write(JSON.stringify(id), served);
  expect(served.writableLength).toBeGreaterThan(1_000_000);
  client.resume();
  const messages = await heardAll(numbers.length);
  expect(messages.map((message) => (message as { id: string }).id)).toEqual(numbers);
});

test("frames are made once for an answer", () => {
  const said = answer("hej");
  expect(SharedFrames.of(said)).toBe(SharedFrames.of(said));
  expect(SharedFrames.of(said)).not.toBe(SharedFrames.of(answer("hej")));
});
