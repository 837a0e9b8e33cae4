import type { Viewer } from "../auth/viewer.js";
import type { Queryable } from "../database/sql.js";
import type { Language } from "../text/language.js";
import { ReadSession, type StatementCount } from "./batched/session.js";
import type {
  Declarations,
  FieldReads,
  ReadDeclaration,
  RelationRead,
  RootReads,
  StoredRead,
} from "./declaration.js";
import { type Circles, viewerSql } from "./scope.js";

/** Holds every declaration of the hub and opens the reads of a request. */
export class ReadEngine implements Declarations {
  private readonly byType = new Map<string, ReadDeclaration>();
  private readonly byPrefix = new Map<string, string>();
  private readonly roots = new Map<string, RelationRead>();

  /**
   * @param added Fields that domains add to types upstream, by type.
   * @throws when a type, id prefix, field or root field is declared twice, or a field is added to an unknown type.
   */
  constructor(
    declarations: readonly ReadDeclaration[],
    added: readonly Readonly<Record<string, FieldReads>>[],
    rootReads: readonly RootReads[],
    readonly circles: Circles = {},
  ) {
    const own = new Map(declarations.map((declaration) => [declaration.type, { ...declaration.fields }]));
    for (const [type, fields] of added.flatMap((each) => Object.entries(each))) {
      const present = known(own.get(type), `Fields are added to ${type}, for which no read is declared`);
      for (const [name, field] of Object.entries(fields)) {
        if (present[name]) throw new Error(`${type}.${name} is declared twice`);
        present[name] = field;
      }
    }
    for (const declaration of declarations) {
      addOnce(this.byType, declaration.type, { ...declaration, fields: own.get(declaration.type) ?? {} });
      if ("idPrefix" in declaration && declaration.idPrefix)
        addOnce(this.byPrefix, declaration.idPrefix, declaration.type);
    }
    for (const reads of rootReads)
      for (const [field, read] of Object.entries(reads)) addOnce(this.roots, field, read);
  }

  get all(): Iterable<ReadDeclaration> {
    return this.byType.values();
  }

  get rootFields(): Iterable<string> {
    return this.roots.keys();
  }

  /** The reads of one request, which add to the count as they run statements. */
  session(database: Queryable, viewer: Viewer, language: Language, count: StatementCount): ReadSession {
    const viewerInSql = () => viewerSql(viewer, this.circles);
    return new ReadSession(this, database, viewerInSql, viewer, language, count);
  }

  declaration(type: string): ReadDeclaration {
    return known(this.byType.get(type), `No read is declared for the type ${type}`);
  }

  /** @throws when the type has no declaration or no table. */
  storedDeclaration(type: string): StoredRead {
    const declaration = this.declaration(type);
    if (!("table" in declaration)) throw new Error(`${type} has no table`);
    return declaration;
  }

  declarationOfPrefix(prefix: string): ReadDeclaration | undefined {
    const type = this.byPrefix.get(prefix);
    return type === undefined ? undefined : this.declaration(type);
  }

  hasDeclaration(type: string): boolean {
    return this.byType.has(type);
  }

  rootRead(field: string): RelationRead {
    return known(this.roots.get(field), `No read is declared for the root field ${field}`);
  }
}

function addOnce<Value>(map: Map<string, Value>, name: string, value: Value): void {
  if (map.has(name)) throw new Error(`${name} is declared twice`);
  map.set(name, value);
}

function known<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
