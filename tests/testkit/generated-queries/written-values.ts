import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import type { Draw } from "../network/random-network.js";

/** How often, 0 to 1, a whole argument is a variable, and a part of a literal one. */
const variableShare = 0.3;
const innerVariableShare = 0.12;

/** A value as it stands in the document, and what it comes to when the operation runs; undefined: as if not written. */
export interface WrittenValue {
  readonly text: string;
  readonly value: unknown;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly defaultText: string | null;
  /** What is sent; undefined: nothing. */
  readonly sent: unknown;
  readonly value: unknown;
}

export interface WrittenVariables {
  /** ` ($first: Int = 3, $ids: [ID!]!)`, or nothing. */
  readonly definitions: string;
  /** What is sent with the operation. */
  readonly sent: Readonly<Record<string, unknown>>;
}

/** Writes values as literals and as variables of one operation, in every way that GraphQL allows. */
export class ValueWriter {
  private readonly variables: Variable[] = [];

  constructor(private readonly draw: Draw) {}

  /**
   * @param another Draws another value, such as one for a default that does not count.
   * @param mayBeAbsent Whether the argument may come to nothing, or to null.
   */
  write(type: GraphQLInputType, value: unknown, another: () => unknown, mayBeAbsent: boolean): WrittenValue {
    if (!this.draw.happens(variableShare)) return { text: this.literal(type, value, false), value };
    const known = this.variables.filter(
      (each) => each.type === type.toString() && sameKind(each.value, value),
    );
    if (known.length > 0 && this.draw.happens(0.2)) {
      const again = this.draw.from(known);
      if (JSON.stringify(again.value) === JSON.stringify(value)) return { text: `$${again.name}`, value };
    }
    return this.asVariable(type, value, another, mayBeAbsent);
  }

  /** A condition of `@include` or `@skip`. */
  condition(value: boolean): string {
    const type = "Boolean!";
    const [known] = this.variables.filter((each) => each.type === type && each.value === value);
    if (this.draw.happens(0.4)) return String(value);
    if (known && this.draw.happens(0.5)) return `$${known.name}`;
    // With a default it may be nullable (specification, section 5.8.5).
    if (this.draw.happens(0.3))
      return this.add({ type: "Boolean", defaultText: String(value), sent: undefined, value });
    return this.add({ type, defaultText: null, sent: value, value });
  }

  /** Definitions of the variables that the document uses, and what is sent for them. */
  written(document: string): WrittenVariables {
    const used = this.variables.filter(({ name }) => new RegExp(`\\$${name}\\b`).test(document));
    const definitions = used.map(
      ({ name, type, defaultText }) => `$${name}: ${type}${defaultText === null ? "" : ` = ${defaultText}`}`,
    );
    const sent = used.filter((each) => each.sent !== undefined).map((each) => [each.name, each.sent]);
    return {
      definitions: used.length === 0 ? "" : `(${definitions.join(", ")})`,
      sent: Object.fromEntries(sent) as Record<string, unknown>,
    };
  }

  private asVariable(
    type: GraphQLInputType,
    value: unknown,
    another: () => unknown,
    mayBeAbsent: boolean,
  ): WrittenValue {
    const nullable = getNullableType(type);
    const as = (typeText: string, defaultText: string | null, sent: unknown, meant: unknown) => () => ({
      text: this.add({ type: typeText, defaultText, sent, value: meant }),
      value: meant,
    });
    const [asked, loose, strict] = [type.toString(), nullable.toString(), `${nullable}!`];
    const given = as(asked, null, value, value);
    const ways = [
      ...[given, given, given, as(strict, null, value, value)],
      // The default counts, and does not.
      as(loose, plainLiteral(nullable, value), undefined, value),
      () => as(loose, plainLiteral(nullable, another()), value, value)(),
    ];
    if (!isNonNullType(type) && mayBeAbsent) {
      ways.push(
        as(loose, null, undefined, undefined),
        as(loose, null, null, null),
        as(loose, plainLiteral(nullable, value), null, null),
      );
    } else if (isNonNullType(type) && this.draw.happens(0.02)) {
      // Null where none is taken, which only running the field finds out.
      return { ...as(loose, plainLiteral(nullable, value), null, null)(), value };
    }
    return this.draw.from(ways)();
  }

  private add(variable: Omit<Variable, "name">): string {
    const name = `${this.draw.from(["v", "value", "V_"])}${this.variables.length}`;
    this.variables.push({ name, ...variable });
    return `$${name}`;
  }

  private literal(type: GraphQLInputType, value: unknown, isInner: boolean): string {
    if (isInner && value !== null && this.draw.happens(innerVariableShare)) {
      return this.asVariable(type, value, () => value, false).text;
    }
    const nullable = getNullableType(type);
    if (value === null) return "null";
    if (isListType(nullable)) {
      const items = value as readonly unknown[];
      // One item stands for a list of it.
      if (items.length === 1 && this.draw.happens(0.25))
        return this.literal(nullable.ofType, items[0], false);
      return `[${items.map((item) => this.literal(nullable.ofType, item, true)).join(this.draw.from([", ", " "]))}]`;
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.entries(value as Readonly<Record<string, unknown>>).map(([name, each]) => {
        const field = nullable.getFields()[name];
        if (!field) throw new Error(`${nullable.name} has no field ${name}`);
        return `${name}: ${this.literal(field.type, each, true)}`;
      });
      return `{${fields.join(", ")}}`;
    }
    return plainLiteral(nullable, value);
  }
}

/** A value without variables. */
function plainLiteral(type: GraphQLInputType, value: unknown): string {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return "null";
  if (isListType(nullable)) {
    return `[${(value as readonly unknown[]).map((item) => plainLiteral(nullable.ofType, item)).join(", ")}]`;
  }
  if (isInputObjectType(nullable)) {
    const fields = Object.entries(value as Readonly<Record<string, unknown>>).map(
      ([name, each]) => `${name}: ${plainLiteral(nullable.getFields()[name]?.type ?? nullable, each)}`,
    );
    return `{${fields.join(", ")}}`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
}

function sameKind(one: unknown, other: unknown): boolean {
  return one !== null && one !== undefined && typeof one === typeof other;
}
