/** Where the hub's people live: their days begin at midnight here. */
const timeZone = "Europe/Copenhagen";

const calendarDay = new Intl.DateTimeFormat("en", {
  timeZone,
  calendar: "gregory",
  numberingSystem: "latn",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The day it is in Denmark at an instant, `YYYY-MM-DD`. */
export function dayInDenmark(instant: Date): string {
  const parts = new Map(calendarDay.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
}
