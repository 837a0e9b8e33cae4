import DataLoader from "dataloader";
import type { FieldNode, GraphQLNamedType, GraphQLResolveInfo } from "graphql";
import type { QueryConfig } from "pg";
import type { Viewer } from "../../auth/viewer.js";
import { fewAtATime } from "../../concurrency/few-at-a-time.js";
import { type Queryable, runSql, type SQL, sql } from "../../database/sql.js";
import { badUserInput } from "../../errors/technical-errors.js";
import { readPublicId } from "../../ids/ids.js";
import type { Language } from "../../text/language.js";
import type { Declarations, ReadDeclaration, RelationRead } from "../declaration.js";
import { type Page, readPage } from "../page.js";
import { orderOf } from "../relation-sql.js";
import { argumentReader, type ReadScope, type ViewerSql } from "../scope.js";
import { type LoadedConnection, type LoadedPage, LoadedRow } from "./row.js";
import { answeredType, nodesNamed, selectedFields } from "./selection.js";
import {
  edgeSlot,
  pageSql,
  type RelationQuestion,
  type RowValues,
  relatedCount,
  relatedRows,
  rowsByKey,
  slotsFor,
} from "./statement.js";

/** Statements that one request runs at a time: a fraction of the connections, so that none takes them all from the others. */
const statementsAtOnce = 2;

/** How many statements the reads of an operation have run, over all its sessions. */
export interface StatementCount {
  statements: number;
  /** Those of the batched way, where a query ran both ways to be compared. */
  batchedStatements?: number;
}

/** The parent of a root relation. */
const noParent = "";

/**
 * The reads of one request, batched: whatever is asked in one turn of the event loop at one place of the query is one
 * statement, however many rows ask it. A mutation takes a new session, so that its payload sees what it wrote.
 */
export class ReadSession {
  private readonly loaders = new Map<string, DataLoader<string, unknown>>();
  private readonly nodeNumbers = new WeakMap<FieldNode, number>();
  private lastNodeNumber = 0;
  private failure: Error | undefined;
  private readonly inTurn = fewAtATime(statementsAtOnce);
  private composing: Omit<ReadScope, "args"> | undefined;

  constructor(
    private readonly declarations: Declarations,
    private readonly database: Queryable,
    private readonly viewerInSql: () => ViewerSql,
    readonly viewer: Viewer,
    readonly language: Language,
    private readonly count: StatementCount,
  ) {}

  /** Made when the first statement is composed: most requests are answered the compiled way, and compose none here. */
  private get scope(): Omit<ReadScope, "args"> {
    this.composing ??= { viewer: this.viewerInSql(), language: sql`${sql.value(this.language)}::text` };
    return this.composing;
  }

  /** Answers a root read field as its declaration says. */
  async root(args: Readonly<Record<string, unknown>>, info: GraphQLResolveInfo): Promise<unknown> {
    const read = this.declarations.rootRead(info.fieldName);
    const refusal = read.refuses?.(args);
    if (refusal !== undefined) throw badUserInput(refusal);
    return this.related(read, undefined, args, info);
  }

  /** Answers a relation of a row that was read before. */
  relation(
    relation: RelationRead,
    row: LoadedRow,
    args: Readonly<Record<string, unknown>>,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    return this.related(relation, row, args, info);
  }

  /** The row with this primary key; null when it is missing or hidden. */
  async byKey(type: string, key: string, info: GraphQLResolveInfo): Promise<LoadedRow | null> {
    const declaration = this.declarations.declaration(type);
    const loader = this.loader<LoadedRow | null>(
      `${type} by key ${this.place(info.fieldNodes)}`,
      async (keys) => {
        const selected = selectedFields(info, info.fieldNodes, this.namedType(info, declaration));
        const { statement, slots } = rowsByKey(
          declaration,
          keys,
          (row) => ({ ...this.scope, row, args: argumentReader({}) }),
          (scope) => slotsFor(declaration, selected, scope),
        );
        const found = await this.run<{ position: number; row: RowValues }>(statement);
        const rows = new Map(
          found.map(({ position, row }) => [position, new LoadedRow(declaration, row, slots)]),
        );
        return keys.map((_, index) => rows.get(index + 1) ?? null);
      },
    );
    return loader.load(key);
  }

  /** The row that an API id names; null when the id is malformed, or the row missing or hidden. */
  async byPublicId(publicId: string, info: GraphQLResolveInfo): Promise<LoadedRow | null> {
    const id = readPublicId(publicId);
    const declaration = id && this.declarations.declarationOfPrefix(id.prefix);
    return declaration ? this.byKey(declaration.type, id.id, info) : null;
  }

  private async related(
    relation: RelationRead,
    row: LoadedRow | undefined,
    args: Readonly<Record<string, unknown>>,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const target = this.declarations.declaration(relation.target);
    const scope: ReadScope = { ...this.scope, args: argumentReader(args) };
    const order = orderOf(relation, scope);
    const page = relation.read === "connection" ? readPage(args, order.name, order.keys) : undefined;
    const place = `${row?.declaration.type ?? "Query"}.${info.fieldName} ${JSON.stringify(args)} ${this.place(info.fieldNodes)}`;
    const key = row?.key ?? noParent;
    const question = (keys: readonly string[]): RelationQuestion => ({
      relation,
      target,
      parent: row && { declaration: row.declaration, keys },
      scope,
      page: page && pageSql(page),
    });
    const nodes =
      relation.read === "connection"
        ? [
            ...nodesNamed(info, info.fieldNodes, ["nodes"]),
            ...nodesNamed(info, info.fieldNodes, ["edges", "node"]),
          ]
        : info.fieldNodes;
    const rowsOf = (): Promise<readonly LoadedRow[]> =>
      this.loader<readonly LoadedRow[]>(place, async (keys) => {
        const type = page ? this.namedType(info, target) : answeredType(info);
        const selected = selectedFields(info, nodes, type);
        const { statement, slots } = relatedRows(question(keys), (scope) =>
          slotsFor(target, selected, scope),
        );
        const found = await this.run<{ position: number; rows: readonly RowValues[] }>(statement);
        const rows = new Map(
          found.map((each) => [
            each.position,
            each.rows.map((values) => new LoadedRow(target, values, slots)),
          ]),
        );
        return keys.map((_, index) => rows.get(index + 1) ?? []);
      }).load(key);
    const count = (): Promise<number> =>
      this.loader<number>(`${place} count`, async (keys) => {
        const found = await this.run<{ position: number; count: number }>(relatedCount(question(keys)));
        const counts = new Map(found.map((each) => [each.position, each.count]));
        return keys.map((_, index) => counts.get(index + 1) ?? 0);
      }).load(key);

    if (relation.read === "count") return count();
    if (page) {
      const fact = (name: string, factInfo: GraphQLResolveInfo) => {
        const read = relation.facts?.[name];
        if (!read) throw new Error(`${info.fieldName} declares no ${name}`);
        return this.related(read, row, args, factInfo);
      };
      return {
        ...connectionOf(page, Object.keys(relation.edgeFacts ?? {}), rowsOf, count),
        fact,
      };
    }
    const rows = await rowsOf();
    return relation.read === "one" ? (rows[0] ?? null) : rows;
  }

  private loader<Value>(
    name: string,
    batch: (keys: readonly string[]) => Promise<readonly Value[]>,
  ): DataLoader<string, Value> {
    let loader = this.loaders.get(name);
    if (!loader) {
      loader = new DataLoader<string, unknown>(batch);
      this.loaders.set(name, loader);
    }
    return loader as DataLoader<string, Value>;
  }

  /** Runs a compiled statement (`CompiledReads`), which answers one row with one text; on a connection of its own choice if none is given. */
  async runPrepared(statement: QueryConfig, on: Queryable = this.database): Promise<string | null> {
    if (this.failure) throw this.failure;
    this.count.statements += 1;
    const { rows } = await on.query<{ data: string | null }>(statement);
    const [row] = rows;
    if (!row) throw new Error("The statement of a query answered no row");
    return row.data;
  }

  /** Makes every read from now on fail with an error that the request has met already. */
  failWith(error: Error): void {
    this.failure = error;
  }

  private run<Row extends Record<string, unknown>>(statement: SQL): Promise<Row[]> {
    if (this.failure) return Promise.reject(this.failure);
    this.count.statements += 1;
    return this.inTurn(() => runSql<Row>(this.database, statement));
  }

  /** Names the place of a field in the query: equal for all rows that answer the same field nodes. */
  private place(fieldNodes: readonly FieldNode[]): string {
    return fieldNodes
      .map((node) => {
        const known = this.nodeNumbers.get(node);
        if (known !== undefined) return known;
        this.lastNodeNumber += 1;
        this.nodeNumbers.set(node, this.lastNodeNumber);
        return this.lastNodeNumber;
      })
      .join("+");
  }

  private namedType(info: GraphQLResolveInfo, declaration: ReadDeclaration): GraphQLNamedType {
    const type = info.schema.getType(declaration.type);
    if (!type) throw new Error(`The schema has no type ${declaration.type}`);
    return type;
  }
}

function connectionOf(
  page: Page,
  edgeFacts: readonly string[],
  rowsOf: () => Promise<readonly LoadedRow[]>,
  total: () => Promise<number>,
): Omit<LoadedConnection, "fact"> {
  return {
    total,
    page: async (): Promise<LoadedPage> => {
      const found = await rowsOf();
      const more = found.length > page.size;
      const rows = found.slice(0, page.size);
      if (page.backward) rows.reverse();
      return {
        rows,
        edges: rows.map((row) => ({
          ...Object.fromEntries(edgeFacts.map((fact) => [fact, row.value(edgeSlot(fact))])),
          node: row,
          cursor: row.cursor,
        })),
        hasNextPage: page.backward ? page.before !== undefined : more,
        hasPreviousPage: page.backward ? more : page.after !== undefined,
      };
    },
  };
}
