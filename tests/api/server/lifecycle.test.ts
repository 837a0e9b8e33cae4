import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ConfigError } from "../../../src/platform/config/config.js";
import type { UploadedBytes } from "../../../src/platform/files/file-transfers.js";
import { ask, post, sendRaw, startTrialServer, trialConfig } from "./trial-server.js";

/** Listens on a port (0: any free one); that another program has it already serves as well. */
const occupy = async (port: number): Promise<Server> => {
  const server = createServer().listen({ port, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve).once("error", resolve));
  return server;
};
const release = (server: Server) => new Promise((resolve) => server.close(resolve));

const open = async (
  port: number,
): Promise<{ socket: Socket; text: () => string; closed: Promise<number> }> => {
  const socket = connect(port, "127.0.0.1");
  const openedAt = performance.now();
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  socket.on("error", () => socket.destroy());
  const closed = once(socket, "close").then(() => performance.now() - openedAt);
  await once(socket, "connect");
  return { socket, text: () => text, closed };
};
const slowQuery = (ms: number) => {
  const body = JSON.stringify({ query: `{ slow(ms: ${ms}) }` });
  return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
};

/** Waits until the hub runs as many operations. */
const running = async (hub: { readonly calls: { readonly contexts: number } }, operations: number) => {
  while (hub.calls.contexts < operations) await pause(5);
};

describe("listening", () => {
  test("a port that is set and taken is one line that names it", async () => {
    const other = await occupy(0);
    const { port: PORT } = other.address() as AddressInfo;
    const failure = await startTrialServer({ config: { ...trialConfig, PORT } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toBe(
      `ConfigError: PORT="${PORT}" is not accepted: another program listens on 127.0.0.1:${PORT}; set another PORT, or 0 for any free one.`,
    );
    await release(other);
  });

  test("with no port set and 4000 taken, the next free one", async () => {
    const others = [await occupy(4000), await occupy(4001)];
    const hub = await startTrialServer({ config: { ...trialConfig, PORT: undefined } });
    expect(hub.port).toBeGreaterThan(4001);
    expect(hub.port).toBeLessThan(4100);
    expect((await fetch(`http://127.0.0.1:${hub.port}/livez`)).status).toBe(200);
    await hub.stop();
    await Promise.all(others.map(release));
  });

  test("an address that is none of this machine's names HOST", async () => {
    const failure = await startTrialServer({ config: { ...trialConfig, HOST: "192.0.2.1" } }).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).toBe(
      'ConfigError: HOST="192.0.2.1" is not accepted: it is no address of this machine (EADDRNOTAVAIL).',
    );
  });

  test("an address for all interfaces is announced as one that opens", async () => {
    const hub = await startTrialServer({ config: { ...trialConfig, HOST: "0.0.0.0" } });
    expect(hub.url).toBe(`http://localhost:${hub.port}`);
    await hub.stop();
  });
});

describe("closing", () => {
  test("finishes what runs, closes what does not, accepts nothing new", async () => {
    const hub = await startTrialServer();
    const idle = await open(hub.port);
    const kept = await open(hub.port);
    kept.socket.write("GET /livez HTTP/1.1\r\nhost: x\r\n\r\n");
    const busy = await open(hub.port);
    busy.socket.write(slowQuery(600));
    await running(hub, 1);
    while (!kept.text().includes("alive")) await pause(5);

    const stopped = hub.stop();
    await Promise.all([idle.closed, kept.closed]);
    expect(busy.text()).toBe("");
    await expect(fetch(`${hub.url}/livez`)).rejects.toThrow();
    await busy.closed;
    expect(busy.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*connection: close\r\n.*"slow":"done"/is);
    await stopped;
  });

  test("cuts what takes too long", async () => {
    const hub = await startTrialServer({ limits: { drainMs: 200 } });
    const busy = await open(hub.port);
    busy.socket.write(slowQuery(3_000));
    const halfSent = await open(hub.port);
    halfSent.socket.write(
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    );
    await pause(100);
    const startedAt = performance.now();
    await hub.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    await Promise.all([busy.closed, halfSent.closed]);
    expect(busy.text()).toBe("");
  });

  test("loses no request among many on kept connections", async () => {
    const hub = await startTrialServer();
    const asked = Array.from({ length: 40 }, () => post(hub.url, { query: "{ slow(ms: 300) }" }));
    await running(hub, 40);
    await hub.stop();
    expect((await Promise.all(asked)).map(({ data }) => data?.slow)).toEqual(Array(40).fill("done"));
  });
});

describe("slow and vanished clients", () => {
  const limits = {
    headersTimeoutMs: 300,
    requestTimeoutMs: 600,
    timeoutCheckMs: 100,
    keepAliveTimeoutMs: 300,
    idleSocketTimeoutMs: 1_500,
  };

  test("headers that dribble end in 408", async () => {
    const hub = await startTrialServer({ limits });
    const slow = await open(hub.port);
    slow.socket.write("GET /livez HTTP/1.1\r\nhost: x\r\n");
    expect(await slow.closed).toBeLessThan(10_000);
    expect(slow.text()).toMatch(/^HTTP\/1\.1 408 .*"code":"BAD_REQUEST"/s);
    await hub.stop();
  });

  test("a body that dribbles ends in 408 and runs nothing", async () => {
    const hub = await startTrialServer({ limits });
    const slow = await open(hub.port);
    slow.socket.write(
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    );
    expect(await slow.closed).toBeLessThan(10_000);
    expect(slow.text()).toMatch(/^HTTP\/1\.1 408 /);
    expect(hub.calls.contexts).toBe(0);
    await hub.stop();
  });

  test("a file may take longer than other bodies, and not for ever", async () => {
    const files = {
      receive: async (_: string, bytes: UploadedBytes) =>
        Buffer.concat(await bytes.stream().toArray()).length,
      open: () => Promise.reject(new Error("Nothing is opened here.")),
    };
    const hub = await startTrialServer({
      limits: { ...limits, idleSocketTimeoutMs: 10_000, uploadTimeoutMs: 2_000 },
      files,
    });
    const head = "PUT /files/uploads/x HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n";
    const [slow, endless] = [await open(hub.port), await open(hub.port)];
    for (const each of [slow, endless]) each.socket.write(`${head}a`);
    await pause(1_200);
    slow.socket.write("b");
    expect(await endless.closed).toBeGreaterThan(1_500);
    expect(endless.text()).toMatch(/^HTTP\/1\.1 408 /);
    expect(slow.text()).toMatch(/^HTTP\/1\.1 204 /);
    await hub.stop();
  });

  test("a connection that waits too long for its next request is closed", async () => {
    const hub = await startTrialServer({ limits });
    const kept = await open(hub.port);
    kept.socket.write("GET /livez HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(await kept.closed).toBeLessThan(10_000);
    expect(kept.text()).toContain("alive");
    await hub.stop();
  });

  test("a client that leaves aborts its operation", async () => {
    const hub = await startTrialServer();
    const leaving = new AbortController();
    const asked = ask(`${hub.url}/graphql?query=${encodeURIComponent("{ aborted(ms: 5000) }")}`, {
      signal: leaving.signal,
    });
    await pause(150);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await pause(150);
    expect(hub.calls.aborted).toBe(1);
    expect(hub.logLines()).toContainEqual(expect.objectContaining({ route: "/graphql", status: 499 }));
    expect(await (await fetch(`${hub.url}/metrics`)).text()).toContain("samspil_http_requests_in_flight 1\n");
    await hub.stop();
  });

  test("pipelined requests are answered in order", async () => {
    const hub = await startTrialServer();
    const raw = await sendRaw(
      hub.port,
      `${slowQuery(200)}GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    expect(raw.indexOf("done")).toBeLessThan(raw.indexOf('"alive"'));
    expect(raw.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    await hub.stop();
  });
});
