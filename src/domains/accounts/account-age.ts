import { dayInDenmark } from "../../platform/time/day.js";

/**
 * Full years of age at an instant, by the calendar in Denmark. Who was born on 29 February grows older on
 * 1 March in a year without that day. Negative before birth.
 * @param birthDate `YYYY-MM-DD`
 * @throws RangeError for anything else
 */
export function ageOn(birthDate: string, instant: Date): number {
  if (!isCalendarDay(birthDate)) throw new RangeError("A birth date is written YYYY-MM-DD.");
  const today = dayInDenmark(instant);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The first day of birth that is accepted; the same bound stands in the database. */
const earliestBirthDate = "1900-01-01";

/** Whether a text is a day somebody alive may be born on: `YYYY-MM-DD`, from 1900 until today in Denmark. */
export function isPlausibleBirthDate(text: string, now: Date): boolean {
  return isCalendarDay(text) && text >= earliestBirthDate && text <= dayInDenmark(now);
}

function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
