import type { TaskList } from "graphile-worker";
import type { JobSchedule } from "../../platform/jobs/jobs.js";
import { removeOld } from "./notification.repository.js";

/** Days that a notification is kept after it was read, and without having been read. */
const readDays = 90;
const unreadDays = 365;
/** Removed in one transaction. */
const removedAtOnce = 1_000;

/** The jobs of notifications: old ones go. */
export const notificationJobs: TaskList = {
  removeOldNotifications: (_, { withPgClient }) =>
    withPgClient(async (client) => {
      let removed: number;
      do removed = await removeOld(client, { readDays, unreadDays, atMost: removedAtOnce });
      while (removed > 0);
    }),
};

/** Every night. */
export const notificationSchedule: JobSchedule = { removeOldNotifications: "7 3 * * *" };
