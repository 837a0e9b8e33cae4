import { type SQL, sql } from "../../platform/database/sql.js";
import type { InBothLanguages } from "../../platform/errors/user-failure.js";
import type { Circle, RowScope } from "../../platform/read/scope.js";
import type { NotificationChannel } from "./notification.enums.js";

/** A kind of notification, as the domain declares it in which it happens. */
export interface NotificationKindDeclaration {
  /** What it tells of, for the schema. */
  readonly description: string;
  /** The declared type of what it is about, such as `Conversation`. */
  readonly subject: string;
  /** How accounts hear of it that have chosen nothing. */
  readonly defaultChannel: NotificationChannel;
  /** What it is called where an account chooses. */
  readonly label: InBothLanguages;
  /** What it says; `{who}` is replaced by the name of who did it. */
  readonly title: InBothLanguages;
  /**
   * Whether an account still hears of the subject with a primary key. It is the rule of who sees the subject, without those whom a block
   * keeps apart. Asked whenever a notification is read, so that who loses the subject loses what was told of it.
   */
  readonly isTold: Circle;
  /** Whether what is unread of the subject is still worth an e-mail to the account, beside that it wants them; by default always. */
  readonly isWorthMail?: Circle;
}

/** Kinds by name, in capitals. */
export type NotificationKinds = Readonly<Record<string, NotificationKindDeclaration>>;

/** What each kind of a row of notifications comes to; of a kind that nobody declares, `otherwise`. */
export function ofEachKind(
  kinds: NotificationKinds,
  row: SQL,
  value: (declaration: NotificationKindDeclaration) => SQL,
  otherwise: SQL,
): SQL {
  const cases = Object.entries(kinds).map(
    ([kind, declaration]) => sql`WHEN ${sql.literal(kind)} THEN ${value(declaration)}`,
  );
  return sql`(CASE ${row}.kind ${sql.join(cases, " ")} ELSE ${otherwise} END)`;
}

/** Whether the viewer sees a row of notifications: its own, as long as it hears of what it is about. */
export const seesNotification = (
  kinds: NotificationKinds,
  { viewer, row }: Pick<RowScope, "viewer" | "row">,
): SQL =>
  viewer.kind === "STRANGER"
    ? sql`false`
    : sql`(${row}.account_id = ${viewer.accountId}
        AND ${ofEachKind(kinds, row, ({ isTold }) => isTold(viewer, sql`${row}.subject_id`), sql`false`)})`;
