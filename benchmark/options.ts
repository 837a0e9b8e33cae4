import { parseArgs } from "node:util";
import { type QuestionName, questionNames, type ViewerName, viewerNames } from "./questions/requests.js";
import { listenerCount } from "./region/conversations.js";
import { type ServerName, serverNames } from "./servers/server-names.js";

export interface BenchOptions {
  readonly questions: readonly QuestionName[];
  readonly viewers: readonly ViewerName[];
  readonly servers: readonly ServerName[];
  readonly clients: readonly number[];
  /** How long each timing takes. */
  readonly seconds: number;
  readonly rounds: number;
  readonly actors: number;
  /** Sockets that a message is told to; none leaves that out. */
  readonly sockets: readonly number[];
  /** Whether the table is made again with ten times the actors. */
  readonly growth: boolean;
  readonly json: string | undefined;
  readonly chart: string | undefined;
  readonly help: boolean;
}

/** An option that cannot be used; the message is the one line to print. */
export class OptionError extends Error {
  override name = "OptionError";
}

export const help = `Usage: npm run bench [-- OPTIONS]

Asks Samspil, its peers and the limit the same questions on one database and prints what each costs.

  --questions Q1,Q2   some of ${questionNames.join(", ")}, or none (default: all)
  --viewers stranger  stranger, member or both (default)
  --servers limit,samspil   some of ${serverNames.join(", ")} (default: all); the limit is always among them
  --clients 16        clients at a time, separated by commas (default: 1,16,64)
  --seconds 3         seconds of each timing, 1 to 30 (default: 4)
  --rounds 1          rounds, of which the median counts (default: 3)
  --actors 20000      size of the region; ten times as many relationships (default: 20000)
  --sockets 5000      sockets that one message is told to, separated by commas, or none (default: 1000,5000; none if --questions is given)
  --growth            the same again with ten times the actors, and how much dearer a request is
  --json FILE         writes every figure
  --chart FILE        where the chart goes (default: benchmark/data/chart.svg)
  --help              this text`;

/** Reads the command line. @throws OptionError */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parsed(args);
  const servers = chosen("servers", values.servers, serverNames);
  return {
    questions: values.questions === "none" ? [] : chosen("questions", values.questions, questionNames),
    viewers: chosen("viewers", values.viewers, viewerNames),
    servers: serverNames.filter((name) => name === "limit" || servers.includes(name)),
    clients: (values.clients ?? "1,16,64").split(",").map((text) => wholeNumber("clients", text, 1, 1000)),
    seconds: wholeNumber("seconds", values.seconds ?? "4", 1, 30),
    rounds: wholeNumber("rounds", values.rounds ?? "3", 1, 100),
    // Fewer actors than these have no fifty of two kinds in four municipalities.
    actors: wholeNumber("actors", values.actors ?? "20000", 5000, 1_000_000),
    sockets: socketsOf(values.sockets ?? (values.questions === undefined ? "1000,5000" : "none")),
    growth: values.growth ?? false,
    json: values.json,
    chart: values.chart,
    help: values.help ?? false,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        questions: text,
        viewers: text,
        servers: text,
        clients: text,
        seconds: text,
        rounds: text,
        actors: text,
        sockets: text,
        growth: flag,
        json: text,
        chart: text,
        help: flag,
      },
    }).values;
  } catch (error) {
    // In Jest it is an Error of another realm.
    const reason = (error as Error).message.split(/\. |\n/)[0];
    throw new OptionError(`${reason}; npm run bench -- --help tells the options.`);
  }
}

function chosen<Name extends string>(
  option: string,
  given: string | undefined,
  names: readonly Name[],
): readonly Name[] {
  if (given === undefined) return names;
  const wanted = given.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new OptionError(`--${option} knows no ${JSON.stringify(unknown)}; it takes ${names.join(", ")}.`);
  return names.filter((name) => wanted.includes(name));
}

const socketsOf = (given: string): readonly number[] =>
  given === "none" ? [] : given.split(",").map((text) => wholeNumber("sockets", text, 1, listenerCount));

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^[0-9]+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new OptionError(
      `--${option} takes whole numbers from ${least} to ${most}, not ${JSON.stringify(text)}.`,
    );
  return value;
}
