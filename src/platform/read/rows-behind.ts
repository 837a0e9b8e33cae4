import type { FieldNode, GraphQLResolveInfo } from "graphql";
import type { Queryable } from "../database/sql.js";
import type { CompiledAnswer } from "./compiled/compiled-reads.js";
import type { RowForm } from "./compiled/planned-request.js";
import type { RowRef } from "./row-ref.js";

/** A row of a payload whose statement has been sent already. */
interface RowBehind {
  readonly key: string;
  readonly form: RowForm;
  readonly answer: Promise<CompiledAnswer>;
}

/** Rows of payloads whose statements have been sent already, by the first node that asks them. */
export class RowsBehind {
  private byNode: Map<FieldNode, RowBehind> | undefined;

  /** @param logged what reads on a connection that writes */
  constructor(readonly logged: (client: Queryable) => Queryable) {}

  add(node: FieldNode, row: RowBehind): void {
    this.byNode ??= new Map();
    this.byNode.set(node, row);
    // Refused writes are answered without it.
    row.answer.catch(() => undefined);
  }

  /** The row's answer when it is this row, in this form, that was asked for. */
  answerOf(
    { key }: RowRef,
    { fieldNodes: [node] }: GraphQLResolveInfo,
    form: RowForm,
  ): Promise<CompiledAnswer> | undefined {
    const row = node && this.byNode?.get(node);
    return row?.key === key && row.form === form ? row.answer : undefined;
  }
}
