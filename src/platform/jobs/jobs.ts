import { setTimeout as sleep } from "node:timers/promises";
import { Logger, type Runner, run, runMigrations, type TaskList } from "graphile-worker";
import { type Queryable, runSql, sql } from "../database/sql.js";
import type { Log } from "../log/log.js";

/** How a job is run. */
export interface JobOptions {
  /** The earliest moment; default now. */
  readonly runAt?: Date;
  /** How often it is tried before it is given up, with a growing pause between; default 25. */
  readonly maxAttempts?: number;
  /** While a job with the same key waits, a new one replaces it. */
  readonly key?: string;
}

/** Jobs that run at the same time in one process. */
const concurrency = 4;
/** Milliseconds after which a worker looks for jobs by itself; new ones are announced by NOTIFY at once. */
const pollInterval = 2000;
/** Milliseconds that running jobs get to end when the process stops. */
const stopPatience = 5000;
/** Milliseconds that the runner's connections then get to end. */
const goodbyePatience = 2000;

/** Creates or updates graphile-worker's own schema, `graphile_worker`. Can be run any number of times. */
export async function installJobs(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, maxPoolSize: 2, logger: silentLogger() });
}

/**
 * Adds a job as part of the caller's transaction: it runs if, and only after, that transaction commits.
 * It may run more than once (after a crash), so a task must bear repetition.
 */
export async function addJob(
  on: Queryable,
  name: string,
  payload: object,
  options: JobOptions = {},
): Promise<void> {
  await runSql(
    on,
    sql`SELECT FROM graphile_worker.add_job(
      ${sql.value(name)},
      payload := ${sql.value(JSON.stringify(payload))}::json,
      run_at := ${sql.value(options.runAt?.toISOString() ?? null)}::timestamptz,
      max_attempts := ${sql.value(options.maxAttempts ?? null)}::integer,
      job_key := ${sql.value(options.key ?? null)}
    )`,
  );
}

/** The worker of this process. */
export interface JobRunner {
  /** False once it has ended, also by itself: then nothing runs jobs until the process starts anew. */
  isRunning(): boolean;
  /** Takes no more jobs, lets running ones end for at most 5 s, and disconnects. */
  stop(): Promise<void>;
}

/** When jobs run by themselves: by name, minute, hour, day, month and weekday in UTC as cron writes them. One server runs each. */
export type JobSchedule = Readonly<Record<string, string>>;

/** Starts running jobs of the given names, and those of the schedule at their times. The schema must be installed. */
export async function startJobRunner(
  databaseUrl: string,
  tasks: TaskList,
  schedule: JobSchedule,
  log: Log,
): Promise<JobRunner> {
  const runner: Runner = await run({
    connectionString: databaseUrl,
    // One connection listens; each job may need one of its own beside the worker's.
    maxPoolSize: concurrency + 2,
    taskList: tasks,
    crontab: Object.entries(schedule)
      .map(([name, times]) => `${times} ${name}`)
      .join("\n"),
    concurrency,
    pollInterval,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: stopPatience,
    logger: silentLogger(),
  });
  runner.events.on("job:error", ({ job, error }) => {
    log.warn({ job: job.task_identifier, jobId: job.id, attempt: job.attempts, err: error }, "job failed");
  });
  runner.events.on("job:failed", ({ job, error }) => {
    log.error({ job: job.task_identifier, jobId: job.id, err: error }, "job given up");
  });
  runner.events.on("pool:listen:error", ({ error }) => {
    log.warn({ err: error }, "jobs are not announced; looking for them every 2 s");
  });
  let isRunning = true;
  runner.promise
    .catch((error: unknown) => log.error({ err: error }, "the job runner ended"))
    .finally(() => {
      isRunning = false;
    });
  return {
    isRunning: () => isRunning,
    // A runner that ended by itself refuses to be stopped; one whose database has fallen silent waits for it.
    stop: async () => {
      if (isRunning)
        await Promise.race([runner.stop(), sleep(stopPatience + goodbyePatience, undefined, { ref: false })]);
    },
  };
}

/** graphile-worker's own log lines hold payloads of failed jobs, which may be mails. */
function silentLogger(): Logger {
  return new Logger(() => () => {});
}
