import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { LRUCache } from "lru-cache";
import { accessOf, mayUse } from "../../platform/access/access.js";
import { uuidArray } from "../../platform/database/uuid-array.js";
import type { EventTeller, RowEvent, TellReader, WaitingReader } from "../../platform/graphql/row-event.js";
import type { AdmittedOperation } from "../../platform/limits/operation-gate.js";
import type { Metrics } from "../../platform/metrics/metrics.js";
import type { CompiledReads, Reader, RunForMany } from "../../platform/read/compiled/compiled-reads.js";
import type { RowField } from "../../platform/read/compiled/read-plan.js";
import type { OperationAnswer } from "./operation.js";

/** Questions that are known; who asks one that was forgotten shares with those who ask it from then on. */
const mostQuestions = 1_000;
/** Milliseconds for which a look at who reads is believed while no credential is known to have ceased. */
const believedMs = 500;

/** What a subscription asks of its events: the same object for all operations that ask the same. */
export interface SharedQuestion {
  readonly field: RowField;
  /** The name that the answer stands under. */
  readonly name: string;
  /** Those who ask it and are answered alike, by what tells them apart. */
  readonly groups: Map<string, ReaderGroup>;
}

/** Readers to whom the declarations can answer but one thing. */
interface ReaderGroup {
  readonly question: SharedQuestion;
  /** One that stands for all: the account it names is asked by nothing that is shared. */
  readonly reader: Reader;
}

/** The readers of a group among those who wait. */
interface Together {
  readonly group: ReaderGroup;
  readonly places: readonly number[];
  /** At the same places of this list. */
  readonly accounts: readonly string[];
  /** The accounts as a parameter. */
  readonly readers: Buffer;
}

/** What is answered to the readers of a group. */
interface GroupAnswer {
  readonly group: ReaderGroup;
  readonly answer: OperationAnswer;
}

/** A fresh look at who reads. */
export interface ReaderLook {
  readonly group: ReaderGroup;
  readonly accountId: string;
  /** Which credentials held then (`credentialsAsOf`), and when that was. */
  readonly asOf: number;
  readonly at: number;
}

/** A subscription whose reader waits to be told an event. */
export interface SharingReader extends WaitingReader {
  readonly question: SharedQuestion | undefined;
  /** The last look at who reads. */
  look: ReaderLook | undefined;
  /** Who reads now. @throws when the credential does not hold */
  reader(): Promise<Reader>;
  /** Hands it an answer at once; false when it cannot take it now. */
  take(answer: OperationAnswer): boolean;
  /** What the event answers to it alone, as JSON text of its data; undefined where that has errors. */
  ownData(event: RowEvent): Promise<string | undefined>;
}

/** What the answers are made with. */
export interface SharedAnswersOptions {
  readonly schema: GraphQLSchema;
  readonly compiled: CompiledReads;
  readonly run: RunForMany;
  /** As of the runner. */
  readonly credentialsAsOf: () => number;
  /** Whether each answer is also made for its readers alone, and has to be the same (READS=compared). */
  readonly isCompared: boolean;
  readonly metrics: Pick<Metrics, "eventResolved">;
}

/**
 * Answers events of subscriptions once for all who ask the same, with one statement, which reads the row and tells which of them may not be
 * told it. That they would all get the same follows from the declarations: nothing that is asked names the viewer. The very same object
 * is handed to all of them.
 */
export class SharedAnswers implements EventTeller {
  private readonly questions = new LRUCache<string, SharedQuestion>({ max: mostQuestions });
  private readonly operationNumbers = new WeakMap<OperationDefinitionNode, number>();
  private lastNumber = 0;
  /** What was put together to ask about readers. */
  private readonly asked = new WeakMap<readonly SharingReader[], readonly Together[]>();

  constructor(private readonly options: SharedAnswersOptions) {}

  /** What an operation asks, to be kept with it. Undefined for what is never shared. */
  questionOf({ document, operation, variables }: AdmittedOperation): SharedQuestion | undefined {
    const { schema } = this.options;
    const parentType = schema.getSubscriptionType();
    if (!parentType) return undefined;
    const fragments: Record<string, FragmentDefinitionNode> = {};
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    const values = { ...variables };
    const [root, another] = collectFields(schema, fragments, values, parentType, operation.selectionSet);
    const [name, fieldNodes] = root ?? [];
    const [node] = fieldNodes ?? [];
    if (another || name === undefined || !fieldNodes || !node) return undefined;
    // What the field's own arguments ask for, the event is; all else that differs may be answered differently.
    const names = new Set<string>();
    for (const part of [operation, ...Object.values(fragments)])
      visit(part, {
        VariableDefinition: () => false,
        Argument: (_argument, _key, _parent, _path, ancestors) =>
          fieldNodes.some((each) => ancestors.includes(each) && ancestors.at(-1) === each.arguments)
            ? false
            : undefined,
        Variable: (variable) => void names.add(variable.name.value),
      });
    const asked = [...names].map((each) => [each, variables[each]]);
    const key = `${this.numberOf(operation)} ${JSON.stringify(asked)}`;
    const known = this.questions.get(key);
    if (known) return known;
    const field: RowField = {
      schema,
      fragments,
      fieldNodes,
      parentType,
      fieldName: node.name.value,
      variableValues: values,
    };
    const question = { field, name, groups: new Map() };
    this.questions.set(key, question);
    return question;
  }

  async prepare(event: RowEvent, waiting: readonly SharingReader[]): Promise<TellReader> {
    const isKnown = await this.lookAtAll(waiting);
    let asked = isKnown ? this.asked.get(waiting) : undefined;
    if (!asked) {
      asked = togetherOf(waiting);
      this.asked.set(waiting, asked);
    }
    const answers = new Array<GroupAnswer | undefined>(waiting.length).fill(undefined);
    await Promise.all(asked.map((readers) => this.answer(event, readers, waiting, answers)));
    return (place) => {
      const found = answers[place];
      const reader = waiting[place];
      const look = reader?.look;
      if (!found || !look) return false;
      // A credential may have ceased to hold since, or the reader be another sort of reader by now.
      const isCurrent = look.asOf === this.options.credentialsAsOf() && look.group === found.group;
      return isCurrent && reader.take(found.answer);
    };
  }

  /**
   * Looks at those anew at whom nobody has looked just now. Whose credential does not hold is told so by itself. False when one of them is
   * another reader now.
   */
  private async lookAtAll(waiting: readonly SharingReader[]): Promise<boolean> {
    const asOf = this.options.credentialsAsOf();
    const at = performance.now();
    const stale = waiting.filter(({ look }) => !look || look.asOf !== asOf || at - look.at > believedMs);
    let isKnown = true;
    await Promise.all(
      stale.map(async (reader) => {
        const { look } = reader;
        const found = await reader.reader().catch(() => undefined);
        const group = found && groupOf(reader.question, found);
        const accountId = found?.viewer.accountId ?? null;
        reader.look = group && accountId !== null ? { group, accountId, asOf, at } : undefined;
        if (look?.group !== group || look?.accountId !== accountId) isKnown = false;
      }),
    );
    return isKnown;
  }

  private async answer(
    event: RowEvent,
    { group, places, accounts, readers }: Together,
    waiting: readonly SharingReader[],
    answers: (GroupAnswer | undefined)[],
  ): Promise<void> {
    const { compiled, run, isCompared, metrics } = this.options;
    const { question, reader } = group;
    const told = { readers, isTold: event.isTold };
    // Where that fails, each tries by itself, and is told why it fails.
    const found = await compiled
      .rowForMany(event.row, question.field, reader, told, run)
      .then(({ data }) => data)
      .catch(() => undefined);
    if (!found) return;
    metrics.eventResolved("shared");
    const data = `{${JSON.stringify(question.name)}:${found.data}}`;
    const answer: GroupAnswer = { group, answer: { result: {}, data, isShared: true } };
    const others = new Set(found.others);
    for (const [index, place] of places.entries()) {
      if (others.has(accounts[index] ?? "")) continue;
      const each = waiting[place];
      if (!isCompared || (each && (await isOwn(each, event, data)))) answers[place] = answer;
    }
  }

  private numberOf(operation: OperationDefinitionNode): number {
    let number = this.operationNumbers.get(operation);
    if (number === undefined) {
      this.lastNumber += 1;
      number = this.lastNumber;
      this.operationNumbers.set(operation, number);
    }
    return number;
  }
}

/** Puts those of each group together. */
function togetherOf(waiting: readonly SharingReader[]): readonly Together[] {
  const places = new Map<ReaderGroup, number[]>();
  for (const [place, { look }] of waiting.entries()) {
    if (!look) continue;
    const known = places.get(look.group);
    if (known) known.push(place);
    else places.set(look.group, [place]);
  }
  return [...places].map(([group, of]) => {
    const accounts = of.map((place) => waiting[place]?.look?.accountId ?? "");
    return { group, places: of, accounts, readers: uuidArray([...new Set(accounts)]) };
  });
}

/** The group of a reader who asks a question; undefined when the field is not for it. */
function groupOf(question: SharedQuestion | undefined, reader: Reader): ReaderGroup | undefined {
  if (!question) return undefined;
  const { parentType, fieldName } = question.field;
  const definition = parentType.getFields()[fieldName];
  const access = definition && accessOf(definition);
  if (!access || !mayUse(access, reader.viewer)) return undefined;
  const key = `${reader.viewer.isAdministrator} ${reader.language}`;
  let group = question.groups.get(key);
  if (!group) {
    group = { question, reader };
    question.groups.set(key, group);
  }
  return group;
}

/** Compares what is shared with what a reader gets alone. False when that is another by now. @throws when they differ */
async function isOwn(reader: SharingReader, event: RowEvent, data: string): Promise<boolean> {
  const shared = JSON.stringify(JSON.parse(data));
  const own = await reader.ownData(event);
  if (own === shared) return true;
  // Between the two somebody may have written, or have taken the reader's access away.
  if (own !== undefined && own === (await reader.ownData(event)))
    throw new Error("What is shared differs from what the reader gets alone");
  return false;
}
