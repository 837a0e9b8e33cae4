import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of /proc/PID/stat in a second: 100 on every Linux that Node.js runs on. */
const ticksPerSecond = 100;

interface ProcessStat {
  readonly parent: number;
  /** Seconds of CPU, user and system, its own and that of children that ended. */
  readonly own: number;
  readonly ofEnded: number;
}

/** What the system tells of a process; undefined once it is gone, and on systems without /proc. */
function statOf(processId: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, "utf8");
    // The name in parentheses may hold spaces. Fields by proc_pid_stat(5): 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const at = (field: number) => fields[field - 3] ?? 0;
    return {
      parent: at(4),
      own: (at(14) + at(15)) / ticksPerSecond,
      ofEnded: (at(16) + at(17)) / ticksPerSecond,
    };
  } catch {
    return undefined;
  }
}

/** Seconds of CPU that a process took so far; null where the system does not tell. */
export function cpuSecondsOf(processId: number): number | null {
  return statOf(processId)?.own ?? null;
}

/** The process that a process was started by. */
export const parentOf = (processId: number): number | undefined => statOf(processId)?.parent;

/** Seconds of CPU of a process and all it started, ended ones too: PostgreSQL's postmaster and its backends. */
export function cpuSecondsOfTree(processId: number): number | null {
  const root = statOf(processId);
  if (!root) return null;
  let total = root.own + root.ofEnded;
  for (const name of readdirSync("/proc")) {
    const id = Number(name);
    const stat = Number.isInteger(id) ? statOf(id) : undefined;
    if (stat?.parent === processId) total += stat.own + stat.ofEnded;
  }
  return total;
}

/** The memory that a process holds, in KB; null where the system does not tell. */
export function kilobytesOf(processId: number): number | null {
  return statusOf(processId, "VmRSS");
}

/** The most memory that a process held so far, in MB; null where the system does not tell. */
export function peakMegabytesOf(processId: number): number | null {
  const kilobytes = statusOf(processId, "VmHWM");
  return kilobytes === null ? null : kilobytes / 1024;
}

function statusOf(processId: number, line: "VmRSS" | "VmHWM"): number | null {
  try {
    const text = readFileSync(`/proc/${processId}/status`, "utf8");
    const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes);
  } catch {
    return null;
  }
}
