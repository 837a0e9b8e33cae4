import { GraphQLError, GraphQLScalarType, type ValueNode } from "graphql";
import { GraphQLDateTimeISO, GraphQLLocalDate } from "graphql-scalars";
import { registerEnumType } from "type-graphql";
import type { Language } from "../text/language.js";

/** An instant: accepted with any offset, written in UTC with milliseconds and `Z` (RFC 3339). */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: "DateTime",
  description:
    "An instant (RFC 3339): accepted with any offset, written in UTC with milliseconds, such as `2026-11-22T18:30:00.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
});

/** A day as `read` answers it, but for the year 0000, a day of ISO 8601 that PostgreSQL's calendar lacks. */
function calendarDay(read: () => unknown, node?: ValueNode): unknown {
  const refusal = () =>
    new GraphQLError("A Date is a calendar day from 0001-01-01 on, written such as 2026-11-22.", {
      nodes: node,
    });
  let day: unknown;
  try {
    day = read();
  } catch {
    throw refusal();
  }
  if (typeof day === "string" && day.startsWith("0000")) throw refusal();
  return day;
}

const localDate = GraphQLLocalDate.toConfig();

/** A calendar day without a time or a zone. */
export const DateScalar = new GraphQLScalarType({
  ...localDate,
  name: "Date",
  parseValue: (value) => calendarDay(() => localDate.parseValue(value)),
  parseLiteral: (node, variables) => calendarDay(() => localDate.parseLiteral(node, variables), node),
  description: "A calendar day (RFC 3339 full-date), such as `2026-11-22`.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
});

/** The languages people read Samspil in. */
export const LanguageEnum = { DA: "DA", EN: "EN" } as const satisfies Record<Language, Language>;
registerEnumType(LanguageEnum, {
  name: "Language",
  description: "A language that people read Samspil in.",
  valuesConfig: { DA: { description: "Danish (dansk)." }, EN: { description: "English (engelsk)." } },
});
