import { type GraphQLCompositeType, isObjectType } from "graphql";
import type { WrittenArguments } from "./field-arguments.js";

/** A field as it stands in a selection set. */
export interface ScopedField {
  /** The type whose field it is. */
  readonly parent: GraphQLCompositeType;
  /** Field name and arguments as written. */
  readonly signature: string;
  /** The type that it answers, as written in the schema. */
  readonly answers: string;
  /** The arguments of a field that may be written here once more. */
  readonly args?: WrittenArguments;
}

interface Named {
  readonly fields: ScopedField[];
  /** What is selected below all fields of this name: GraphQL merges them. */
  readonly below: SelectionScope;
}

/**
 * The response names of one selection set, fragments opened, so that no two fields are written which GraphQL would not merge
 * (specification, section 5.3.2). Somewhat stricter than that.
 */
export class SelectionScope {
  private readonly names = new Map<string, Named>();

  /** Whether a field may stand here under this name. */
  accepts(name: string, field: ScopedField): boolean {
    const present = this.names.get(name)?.fields ?? [];
    return present.every(
      (other) =>
        other.answers === field.answers &&
        (other.signature === field.signature || areExclusive(other.parent, field.parent)),
    );
  }

  /** Whether some field answers under this name. */
  has(name: string): boolean {
    return this.names.has(name);
  }

  /** Adds a field and answers the scope below it. */
  add(name: string, field: ScopedField): SelectionScope {
    const named = this.names.get(name) ?? { fields: [], below: new SelectionScope() };
    const isKnown = named.fields.some(
      ({ parent, signature }) => parent === field.parent && signature === field.signature,
    );
    if (!isKnown) named.fields.push(field);
    this.names.set(name, named);
    return named.below;
  }

  /** Whether all that a fragment selects may stand here too. */
  acceptsAll(fragment: SelectionScope): boolean {
    for (const [name, { fields, below }] of fragment.names) {
      if (!fields.every((field) => this.accepts(name, field))) return false;
      const present = this.names.get(name);
      if (present && !present.below.acceptsAll(below)) return false;
    }
    return true;
  }

  addAll(fragment: SelectionScope): void {
    for (const [name, { fields, below }] of fragment.names) {
      for (const field of fields) this.add(name, field);
      this.names.get(name)?.below.addAll(below);
    }
  }

  /** The fields so far, by the name that they answer under. */
  *[Symbol.iterator](): Generator<readonly [name: string, field: ScopedField, below: SelectionScope]> {
    for (const [name, { fields, below }] of this.names)
      for (const field of fields) yield [name, field, below];
  }
}

/** Whether no row can be of both. */
function areExclusive(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
  return isObjectType(one) && isObjectType(other) && one !== other;
}
