import type { Viewer } from "../auth/viewer.js";
import type { Queryable } from "../database/sql.js";
import type { Language } from "../text/language.js";
import type { ReadDeclaration, RelationRead, RootReads } from "./declaration.js";
import { ReadSession } from "./session.js";

/** Holds every declaration of the hub and opens the reads of a request. */
export class ReadEngine {
  private readonly byType = new Map<string, ReadDeclaration>();
  private readonly byPrefix = new Map<string, ReadDeclaration>();
  private readonly roots = new Map<string, RelationRead>();

  constructor(declarations: readonly ReadDeclaration[], rootReads: readonly RootReads[]) {
    for (const declaration of declarations) {
      addOnce(this.byType, declaration.type, declaration);
      if (declaration.idPrefix) addOnce(this.byPrefix, declaration.idPrefix, declaration);
    }
    for (const reads of rootReads) for (const [field, read] of Object.entries(reads)) addOnce(this.roots, field, read);
  }

  get declarations(): Iterable<ReadDeclaration> {
    return this.byType.values();
  }

  get rootFields(): Iterable<string> {
    return this.roots.keys();
  }

  /** The reads of one request. */
  session(database: Queryable, viewer: Viewer, language: Language): ReadSession {
    return new ReadSession(this, database, viewer, language);
  }

  declaration(type: string): ReadDeclaration {
    return known(this.byType.get(type), `No read is declared for the type ${type}`);
  }

  declarationOfPrefix(prefix: string): ReadDeclaration | undefined {
    return this.byPrefix.get(prefix);
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
