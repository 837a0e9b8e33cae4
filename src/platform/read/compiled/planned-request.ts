import { type FieldNode, type GraphQLField, Kind, type ValueNode } from "graphql";
import { getArgumentValues } from "graphql/execution/values.js";
import type { Viewer } from "../../auth/viewer.js";
import type { SQL } from "../../database/sql.js";
import { findBadArgument } from "../../input/input-rules.js";
import type { Language } from "../../text/language.js";
import type { Arguments } from "../scope.js";
import { NotCompiled } from "./not-compiled.js";

/** What a statement runs for: everything that its parameters are taken from. */
export interface ReadRequest {
  /** The operation's variables, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  readonly language: Language;
  /** The row that is read by itself: its declared type, its primary key, the nodes that ask it, and who takes it. */
  readonly row?: {
    readonly type: string;
    readonly key: string;
    readonly nodes: readonly FieldNode[];
    readonly form: RowForm;
  };
  /** Who is told the row at once: the viewer then stands for all of them. */
  readonly told?: ToldAtOnce;
}

/** The accounts that a row is to be told to, and what has to hold of the row, for all of them alike. */
export interface ToldAtOnce {
  /** Uuids as a parameter (`uuidArray`). */
  readonly readers: Buffer;
  /** One constant for each sort of event. */
  readonly isTold: (row: SQL) => SQL;
}

/** How a row is answered: as it stands in the response, or each object with its type, for resolvers (`ReadyRow`). */
export type RowForm = "text" | "typed";

/** A field of an operation with its arguments. */
export interface PlannedField {
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** Whether its arguments are the same for every request. */
  readonly isConstant: boolean;
}

/** A field of an operation, its arguments not yet read. */
export function plannedField(definition: GraphQLField<unknown, unknown>, node: FieldNode): PlannedField {
  const isConstant = (node.arguments ?? []).every(({ value }) => !holdsVariable(value));
  return { definition, node, isConstant };
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}

/** Values of one request, each worked out once. */
export class PlannedRequest {
  private readonly values = new Map<object, unknown>();

  constructor(readonly request: ReadRequest) {}

  /**
   * The coerced arguments of a field.
   * @throws NotCompiled when GraphQL or an input rule refuses them
   */
  argumentsOf(field: PlannedField): Arguments {
    return this.once(field, () => {
      let args: Arguments;
      try {
        args = getArgumentValues(field.definition, field.node, this.request.variables);
      } catch {
        throw new NotCompiled("arguments", field.isConstant);
      }
      if (findBadArgument(field.definition, args)) throw new NotCompiled("arguments", field.isConstant);
      return args;
    });
  }

  /** A value that is worked out the first time it is asked for; `about` stands for it. */
  once<Value>(about: object, work: () => Value): Value {
    const known = this.values.get(about) as Value | undefined;
    if (known !== undefined) return known;
    const value = work();
    this.values.set(about, value);
    return value;
  }
}

/** A value in a statement that each request gives anew. */
export class Parameter {
  constructor(readonly valueFor: (request: PlannedRequest) => unknown) {}
}
