import { type GraphQLArgument, isRequiredArgument } from "graphql";
import type { Draw } from "../network/random-network.js";
import { type DrawnValues, orderAsked } from "./drawn-values.js";
import type { Field } from "./field-facts.js";
import type { ValueWriter } from "./written-values.js";

/** How often, 0 to 1, an argument that may be left out is given. */
const givenShare = 0.35;
/** Sizes of pages, small ones mostly: every row is sent to each viewer by each way. */
const pageSizes = [1, 1, 2, 2, 3, 3, 5, 8, 20, 50, 100];
/** Rows of a page without a size. */
const defaultPage = 20;

/** The arguments of a field as written, and what they come to when it runs. */
export interface WrittenArguments {
  /** Such as `(first: 3, after: $v1)`; empty without any. */
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ArgumentWishes {
  /** The most rows that a page may ask for, at least 1. */
  readonly mostRows: number;
  /** How far neighbours may be asked for, in steps. */
  readonly mostSteps: number;
  /** An argument that is to be given; null: none in particular. */
  readonly argument: string | null;
  /** Ids of actors that `from` takes, where they are known. */
  readonly parties: readonly string[];
}

/** Whether a field answers a page. */
export const isPaged = (field: Field): boolean => takes(field, "after");

const takes = (field: Field, name: string): boolean => field.args.some((argument) => argument.name === name);

/** Draws arguments for fields and writes them. */
export class ArgumentWriter {
  constructor(
    private readonly draw: Draw,
    private readonly drawn: DrawnValues,
    private readonly writer: ValueWriter,
  ) {}

  write(field: Field, wishes: ArgumentWishes): WrittenArguments {
    const wanted = this.valuesFor(field, wishes);
    const texts: string[] = [];
    const values: Record<string, unknown> = {};
    for (const argument of this.inAnyOrder(field.args)) {
      if (!(argument.name in wanted)) continue;
      const isSize = argument.name === "first" || argument.name === "last";
      // Without its size a page has twenty rows.
      const mayBeAbsent = isSize ? wishes.mostRows >= defaultPage : argument.name !== "after";
      const another = () => (isSize ? 1 : this.drawn.of(argument.name, argument.type));
      const { text, value } = this.writer.write(argument.type, wanted[argument.name], another, mayBeAbsent);
      texts.push(`${argument.name}: ${text}`);
      if (value !== undefined) values[argument.name] = value;
    }
    return { text: texts.length === 0 ? "" : `(${texts.join(", ")})`, values };
  }

  private valuesFor(
    field: Field,
    { mostRows, mostSteps, argument: wished, parties }: ArgumentWishes,
  ): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const argument of field.args) {
      const { name } = argument;
      if (isPaged(field) && ["first", "last", "after", "before"].includes(name)) continue;
      const isWished = name === wished || isRequiredArgument(argument);
      if (!isWished && !this.draw.happens(givenShare)) continue;
      values[name] = !isWished && this.isNull(argument) ? null : this.drawn.of(name, argument.type);
    }
    if (takes(field, "from") && parties.length > 0 && this.draw.happens(0.95))
      values.from = this.draw.from(parties);
    if (typeof values.steps === "number") values.steps = Math.min(mostSteps, values.steps);
    if (takes(field, "slug")) this.nameOneActor(field, values);
    if (values.orderBy === "DISTANCE" && this.draw.happens(0.85)) this.addPoint(field, values);
    if (field.name === "brokers") values.first = Math.min(mostRows, this.draw.from([1, 3, 10]));
    if (isPaged(field)) this.addPage(field, values, mostRows, wished);
    return values;
  }

  private addPage(
    field: Field,
    values: Record<string, unknown>,
    mostRows: number,
    wished: string | null,
  ): void {
    const sizes = pageSizes.filter((size) => size <= mostRows);
    const size = () => (this.draw.happens(0.01) ? this.draw.from([0, -1]) : this.draw.from(sizes));
    const way = this.draw.below(100);
    if (wished === "first" || wished === "last") values[wished] = size();
    else if (way < 50) values.first = size();
    else if (way < 75) values.last = size();
    else if (way < 76) Object.assign(values, { first: size(), last: size() });
    else if (way < 80 && mostRows >= defaultPage) Object.assign(values, { first: null, last: size() });
    else if (mostRows < defaultPage) values.first = size();
    const order = orderAsked(field.args, values.orderBy);
    for (const name of ["after", "before"]) {
      if (name === wished || this.draw.happens(0.24))
        values[name] = this.draw.happens(0.05) ? null : this.drawn.cursor(field.name, order);
    }
  }

  /** Exactly one of id and slug is taken; now and then it is otherwise. */
  private nameOneActor(field: Field, values: Record<string, unknown>): void {
    if (this.draw.happens(0.02)) return;
    const [chosen, other] = this.draw.happens(0.6) ? ["id", "slug"] : ["slug", "id"];
    const type = field.args.find(({ name }) => name === chosen)?.type;
    if (!type) throw new Error(`${field.name} takes no ${chosen}`);
    values[chosen] = chosen === "id" ? this.drawn.actorId() : this.drawn.of(chosen, type);
    delete values[other];
    if (this.draw.happens(0.1)) values[other] = null;
  }

  /** Distances are from the point of the filter. */
  private addPoint(field: Field, values: Record<string, unknown>): void {
    const type = field.args.find(({ name }) => name === "filter")?.type;
    if (!type) return;
    const filter = (values.filter ?? this.drawn.of("filter", type)) as Record<string, unknown>;
    values.filter = { near: { latitude: 55.93, longitude: 12.3 }, ...filter };
  }

  private isNull(argument: GraphQLArgument): boolean {
    return (
      !isRequiredArgument(argument) && argument.type.toString().at(-1) !== "!" && this.draw.happens(0.05)
    );
  }

  private inAnyOrder<Item>(items: readonly Item[]): Item[] {
    return this.draw.happens(0.3) ? [...items].reverse() : [...items];
  }
}
