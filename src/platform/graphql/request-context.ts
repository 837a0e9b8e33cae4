import type { Viewer } from "../auth/viewer.js";
import type { ReadSession, StatementCount } from "../read/batched/session.js";
import type { CompiledReads } from "../read/compiled/compiled-reads.js";
import type { RowForm } from "../read/compiled/planned-request.js";
import type { RowsBehind } from "../read/rows-behind.js";
import type { Language } from "../text/language.js";

/** What every resolver gets of the request. */
export interface RequestContext {
  readonly requestId: string;
  readonly viewer: Viewer;
  readonly language: Language;
  /** When the viewer's session began; null for a stranger. Grave acts ask for a recent one. */
  readonly signedInAt: Date | null;
  /** The reads of the operation. A mutation field starts new ones when it has written. */
  reads: ReadSession;
  /** Answers whole queries and rows with one statement each; absent where reads are batched only. */
  readonly compiled?: CompiledReads | undefined;
  /** Rows that are being read behind the statement that writes them. */
  readonly rowsBehind?: RowsBehind | undefined;
  /** What the operation's mutation came to, once it has been made to be answered as text (`mutationText`). */
  outcome?: Promise<unknown> | undefined;
  /** How the rows of its payload are to be answered; typed by default. */
  rowForm?: RowForm;
  /** How many statements the reads have run so far. */
  readonly count: StatementCount;
  /** Opens new reads, which see what has been written by now. */
  readonly renewReads: () => ReadSession;
}
