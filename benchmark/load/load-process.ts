import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { HttpRequest } from "../servers/running-server.js";

/** What the generator saw. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly mean: number;
  readonly p50: number | null;
  readonly p99: number | null;
  /** Answers that were none. */
  readonly failed: number;
  /** Some of them. */
  readonly faults: readonly string[];
}

export interface Load {
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  /** A list for each connection, which goes through it again and again. */
  readonly requests: readonly (readonly HttpRequest[])[];
}

export interface LoadProcess {
  send(load: Load): Promise<LoadResult>;
  stop(): void;
}

/** Starts the generator; it serves all timings, so that it is as warm for one server as for another. */
export function startLoadProcess(root: string): LoadProcess {
  const child: ChildProcess = fork(join(root, "benchmark", "load", "generate-load.mjs"), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // It needs no loader for TypeScript.
    execArgv: [],
    serialization: "advanced",
  });
  return {
    send: (load) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error("The load generator ended."));
        child.once("exit", ended);
        child.once("message", (message: { result?: LoadResult; failure?: string }) => {
          child.off("exit", ended);
          if (message.result) resolve(message.result);
          else reject(new Error(`The load generator failed: ${message.failure}`));
        });
        child.send(load);
      }),
    stop: () => child.kill("SIGTERM"),
  };
}
