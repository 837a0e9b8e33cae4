import type { TaskList } from "graphile-worker";
import type { JobSchedule } from "../jobs/jobs.js";
import { forgetLive } from "./live-entries.js";

/** The job that forgets entries of the live log that are no longer kept. */
export const liveJobs: TaskList = {
  forgetLiveEntries: (_, { withPgClient }) => withPgClient((client) => forgetLive(client)),
};

/** Every night. */
export const liveSchedule: JobSchedule = { forgetLiveEntries: "37 2 * * *" };
