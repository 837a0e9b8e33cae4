import { parseArgs } from "node:util";

/** How readers come back after a break. */
export const resumptions = ["on", "off", "late"] as const;

/** What `npm run faults` was asked for. */
export interface FaultOptions {
  /** Seconds for which faults are injected, at least until each kind has happened. */
  readonly seconds: number;
  /** Faults to inject instead, however long it takes; null: by the seconds. */
  readonly faults: number | null;
  readonly seed: number;
  /**
   * `on`: after what they have; `off`: without a cursor, as clients of a plain publish/subscribe do, which loses; `late`: after what
   * they had before the last one, which repeats.
   */
  readonly resume: (typeof resumptions)[number];
}

/** Options that cannot be used. */
export class OptionError extends Error {
  override name = "OptionError";
}

export const help = `npm run faults -- [--seconds 60] [--faults NUMBER] [--seed NUMBER] [--resume on|off|late]
  --seconds  for how long faults are injected
  --faults   how many instead
  --seed     of what is drawn at random; a new one by default
  --resume   how readers come back: after what they have, without a cursor (loses), or one too early (repeats)`;

/** Reads the options; null when help is asked for. @throws OptionError */
export function readOptions(args: readonly string[]): FaultOptions | null {
  let values: { seconds: string; faults?: string; seed?: string; resume: string; help: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: "string", default: "60" },
        faults: { type: "string" },
        seed: { type: "string" },
        resume: { type: "string", default: "on" },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    throw new OptionError(`${(error as Error).message}\n${help}`);
  }
  if (values.help) return null;
  const resume = resumptions.find((each) => each === values.resume);
  if (!resume) throw new OptionError(`--resume takes ${resumptions.join(", ")}.`);
  return {
    seconds: numberOf("seconds", values.seconds),
    faults: values.faults === undefined ? null : numberOf("faults", values.faults),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : numberOf("seed", values.seed),
    resume,
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || (name !== "seed" && number === 0))
    throw new OptionError(`--${name} takes a whole number of at most six digits.`);
  return number;
}
