import { type GraphQLCompositeType, isCompositeType, isInterfaceType, isObjectType } from "graphql";
import type { Draw } from "../network/random-network.js";
import { DrawnValues } from "./drawn-values.js";
import { ArgumentWriter } from "./field-arguments.js";
import { type Field, factsOf } from "./field-facts.js";
import { affordableSteps, costOf, leastCostOf } from "./query-costs.js";
import type { SchemaTypes } from "./schema-types.js";
import { SelectionScope } from "./selection-scope.js";
import type { ValuePools } from "./value-pools.js";
import { ValueWriter } from "./written-values.js";

/**
 * Names that fields answer under: names of other fields, names that JavaScript objects have by themselves, and two as long as
 * PostgreSQL lets a column's name be (63 bytes).
 */
const aliases = [
  ...["a", "b", "A", "_", "id", "name", "nodes", "node", "kind", "value", "totalCount"],
  ...["constructor", "toString", "__proto__", "hasOwnProperty", "length", "then"],
  ...[`${"x".repeat(62)}1`, `${"x".repeat(62)}2`],
];
/** Of a longer one PostgreSQL keeps the beginning alone, which is the same in these. */
const longAliases = [`${"x".repeat(62)}11`, `${"x".repeat(62)}12`];
/** How many operations, 0 to 1, have them. */
const longAliasShare = 0.02;

/** By the name that they answer under, with what they cost in the hub's points. */
const introspections: readonly (readonly [name: string, text: string, cost: number])[] = [
  [
    "__type",
    '__type(name: "Venue") { kind name interfaces { name } fields { name type { kind ofType { name } } } }',
    0,
  ],
  ["__schema", "__schema { queryType { name } directives { name } }", 2_500],
];

/** Fields of Query that lead to little more than plain values. */
const plainRoots: ReadonlySet<string> = new Set([
  ...["Query.actorClaims", "Query.genres", "Query.instruments", "Query.municipalities", "Query.municipality"],
  ...["Query.relationshipRules", "Query.viewer"],
]);

/** The most that an operation may have by the hub's limits, with some room. */
const mostAliases = 26;
const mostDirectives = 40;

/** Where a selection set stands. */
interface Place {
  readonly parent: GraphQLCompositeType;
  readonly scope: SelectionScope;
  /** How many levels of fields may follow. */
  readonly levels: number;
  /** Ids of actors that a relationship here has as ends, where they are known. */
  readonly parties: readonly string[];
  /** Types that the rows here probably are, where they are known. */
  readonly likely: readonly string[];
}

/** Something written, with what it adds to the operation. */
interface Written {
  readonly text: string;
  /** In the hub's points, for one row of the parent. */
  readonly cost: number;
  readonly levels: number;
  readonly aliases: number;
  readonly directives: number;
}

interface NamedFragment extends Written {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  readonly scope: SelectionScope;
  readonly definition: string;
}

/** How large an operation may become. */
export interface QuerySize {
  readonly fields: number;
  readonly levels: number;
  readonly cost: number;
  /** A field or argument that is to be asked where there is an opportunity, such as `Actor.neighbours(steps)`. */
  readonly wished: string;
}

/** Writes one operation, field by field. */
export class QueryWriter {
  private readonly values: ValueWriter;
  private readonly args: ArgumentWriter;
  private readonly drawn: DrawnValues;
  private readonly fragments: NamedFragment[] = [];
  /** Type, field and argument that are wished for. */
  private readonly wish: readonly (string | undefined)[];
  private readonly aliases: readonly string[];
  private fieldsLeft: number;
  private aliasesLeft = mostAliases;
  private directivesLeft = mostDirectives;

  /** @param types Shared by all operations: they are many. */
  constructor(
    private readonly types: SchemaTypes,
    private readonly draw: Draw,
    private readonly pools: ValuePools,
    private readonly size: QuerySize,
  ) {
    this.wish = size.wished.split(/\W+/);
    this.fieldsLeft = size.fields;
    this.drawn = new DrawnValues(draw, pools);
    this.values = new ValueWriter(draw);
    this.args = new ArgumentWriter(draw, this.drawn, this.values);
    this.aliases = draw.happens(longAliasShare) ? [...longAliases, ...longAliases, "a", "b"] : aliases;
  }

  /** The whole document, and the values of its variables. */
  document(name: string): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
    const root = this.types.schema.getQueryType();
    if (!root) throw new Error("The schema has no queries.");
    const place = {
      parent: root,
      scope: new SelectionScope(),
      levels: this.size.levels,
      parties: [],
      likely: [],
    };
    const { text } = this.selectionSet(place, this.size.cost);
    const spread = this.fragmentsUnder(text);
    const definitions = spread.map(({ definition }) => definition);
    const { definitions: variables, sent } = this.values.written([text, ...definitions].join(" "));
    const head = name === "" && variables === "" ? "" : `query ${name}${variables} `;
    const parts = [`${head}${text}`, ...definitions];
    if (this.draw.happens(0.3)) parts.reverse();
    return { query: parts.join("\n"), variables: sent };
  }

  private selectionSet(place: Place, budget: number): Written {
    const wanted = 1 + this.draw.below(place.parent === this.types.schema.getQueryType() ? 4 : 6);
    const parts: Written[] = [];
    let left = budget;
    for (let round = 0; round < wanted && (this.fieldsLeft > 0 || parts.length === 0); round += 1) {
      const part = this.selection(place, left) ?? (parts.length === 0 ? this.typeName(place) : null);
      if (!part) break;
      parts.push(part);
      left -= part.cost;
    }
    if (this.draw.happens(0.02)) parts.push(...this.allLeaves(place, left));
    return { ...together(parts), text: `{ ${parts.map(({ text }) => text).join(" ")} }` };
  }

  /** Null when nothing more can be asked here. */
  private selection(place: Place, budget: number): Written | null {
    const { draw } = this;
    if (place.parent === this.types.schema.getQueryType() && draw.happens(0.008))
      return this.introspection(place, budget);
    if (this.fieldsLeft > 0 && draw.happens(fragmentShare(place.parent))) return this.fragment(place, budget);
    if (draw.happens(0.05)) return this.typeName(place);
    if (draw.happens(0.06)) return this.repeated(place, budget) ?? this.field(place, budget);
    return this.field(place, budget);
  }

  private typeName(place: Place): Written {
    this.fieldsLeft -= 1;
    const field = { parent: place.parent, signature: "__typename", answers: "String!" };
    const alias = this.draw.happens(0.15) ? this.aliasFor(place, field) : null;
    place.scope.add(alias ?? "__typename", field);
    const directive = this.directive();
    return {
      text: `${alias ? `${alias}: ` : ""}__typename${directive}`,
      cost: 0,
      levels: 1,
      aliases: alias ? 1 : 0,
      directives: directive ? 1 : 0,
    };
  }

  /** A question about the schema itself, beside those about rows. */
  private introspection(place: Place, budget: number): Written | null {
    const [name, text, cost] = this.draw.from(introspections);
    const field = { parent: place.parent, signature: text, answers: name };
    if (cost > budget || !place.scope.accepts(name, field)) return null;
    place.scope.add(name, field);
    return { ...nothing, text, cost, levels: 5 };
  }

  private field(place: Place, budget: number): Written | null {
    if (!isObjectType(place.parent) && !isInterfaceType(place.parent)) return null;
    const affordable = Object.values(place.parent.getFields()).filter((field) =>
      this.mayAsk(place, field, budget),
    );
    if (affordable.length === 0) return null;
    const wished = affordable.find(
      (field) => this.isWished(place.parent, field) && !place.scope.has(field.name),
    );
    if (wished && this.draw.happens(0.7)) return this.askedField(place, wished, budget);
    const [leaves, others] = [affordable.filter(isLeaf), affordable.filter((field) => !isLeaf(field))];
    const deeper = others.length > 0 && (leaves.length === 0 || this.draw.happens(0.55));
    const chosen = deeper ? others : leaves;
    const fresh = chosen.filter(({ name }) => !place.scope.has(name));
    const some = fresh.length > 0 ? fresh : chosen;
    const [first, second] = [this.draw.from(some), this.draw.from(some)];
    return this.askedField(
      place,
      plainRoots.has(`${place.parent.name}.${first.name}`) ? second : first,
      budget,
    );
  }

  private isWished(parent: GraphQLCompositeType, field: Field): boolean {
    return parent.name === this.wish[0] && field.name === this.wish[1];
  }

  private mayAsk(place: Place, field: Field, budget: number): boolean {
    const { own } = leastCostOf(place.parent.name, field, 1);
    if (own + 2 > budget) return isLeaf(field) && own <= budget;
    if (field.name === "phrase" && place.parent.name === "Relationship" && place.parties.length === 0) {
      return this.draw.happens(0.1);
    }
    return isLeaf(field) || (place.levels > 1 && this.fieldsLeft > 0);
  }

  private askedField(place: Place, field: Field, budget: number): Written | null {
    this.fieldsLeft -= 1;
    const mostSteps = affordableSteps((budget - 1) / 2);
    const least = leastCostOf(place.parent.name, field, mostSteps).own;
    const written = this.args.write(field, {
      // Four points for what is selected of each row.
      mostRows: Math.max(1, Math.min(100, Math.floor((budget - least) / 4))),
      mostSteps,
      argument: (this.isWished(place.parent, field) && this.wish[2]) || null,
      parties: place.parties,
    });
    const scoped = {
      parent: place.parent,
      signature: `${field.name}${written.text}`,
      answers: factsOf(field).answers,
      args: written,
    };
    const mustRename = !place.scope.accepts(field.name, scoped);
    const alias = mustRename || this.draw.happens(0.1) ? this.aliasFor(place, scoped) : null;
    if (mustRename && !alias) return null;
    const below = place.scope.add(alias ?? field.name, scoped);
    return this.withSelection(place, field, written, below, alias, budget);
  }

  private withSelection(
    place: Place,
    field: Field,
    args: { readonly text: string; readonly values: Readonly<Record<string, unknown>> },
    below: SelectionScope,
    alias: string | null,
    budget: number,
  ): Written {
    const directive = this.directive();
    const { own, items } = costOf(place.parent.name, field, args.values);
    const { type } = factsOf(field);
    const inner = isCompositeType(type)
      ? this.selectionSet(
          {
            parent: type,
            scope: below,
            levels: place.levels - 1,
            ...this.knownBelow(place, field, args.values),
          },
          items === 0 ? budget : (budget - own) / items,
        )
      : nothing;
    return {
      text: `${alias ? `${alias}: ` : ""}${field.name}${args.text}${directive}${inner.text && ` ${inner.text}`}`,
      cost: own + items * inner.cost,
      levels: 1 + inner.levels,
      aliases: inner.aliases + (alias ? 1 : 0),
      directives: inner.directives + (directive ? 1 : 0),
    };
  }

  /** What the arguments tell of the rows below. */
  private knownBelow(
    place: Place,
    field: Field,
    values: Readonly<Record<string, unknown>>,
  ): Pick<Place, "parties" | "likely"> {
    const ids = [values.ids ?? values.id].flat().map(String);
    if (field.name === "node" || field.name === "nodes") {
      if (/(Connection|Edge)$/.test(place.parent.name))
        return { parties: place.parties, likely: place.likely };
      const parties = ids.flatMap((id) => this.pools.ends.get(id) ?? (id.startsWith("actor_") ? [id] : []));
      // An end of one relationship is none of another.
      return { parties: ids.length === 1 ? parties : [], likely: ids.flatMap((id) => this.typeOf(id)) };
    }
    if (field.name === "actor" && place.parent.name === "Query") {
      const id = values.slug ? this.pools.slugs.get(String(values.slug)) : ids[0];
      return { parties: id ? [id] : [], likely: ids.flatMap((each) => this.typeOf(each)) };
    }
    const passesOn = field.name === "relationships" || field.name === "edges";
    return { parties: passesOn ? place.parties : [], likely: [] };
  }

  private typeOf(id: string): string[] {
    const type = this.pools.types.get(id);
    return type === undefined ? [] : [type];
  }

  /** A field that stands here already, once more: GraphQL merges what is selected below both. */
  private repeated(place: Place, budget: number): Written | null {
    const present = [...place.scope].filter(([, { parent, args }]) => parent === place.parent && args);
    if (present.length === 0 || !("getFields" in place.parent)) return null;
    const [name, { signature, args }, below] = this.draw.from(present);
    const field = place.parent.getFields()[signature.split("(")[0] ?? ""];
    if (!field || !args || !this.mayAsk(place, field, budget)) return null;
    if (costOf(place.parent.name, field, args.values).own > budget) return null;
    if (name !== field.name && this.aliasesLeft === 0) return null;
    this.fieldsLeft -= 1;
    const alias = name === field.name ? null : name;
    if (alias) this.aliasesLeft -= 1;
    return this.withSelection(place, field, args, below, alias, budget);
  }

  private fragment(place: Place, budget: number): Written {
    if (this.draw.happens(0.4)) {
      const named = this.spread(place, budget);
      if (named) return named;
    }
    const type = this.typeCondition(place);
    const directive = this.directive();
    const on = type === place.parent && this.draw.happens(0.4) ? "" : ` on ${type.name}`;
    const inner = this.selectionSet({ ...place, parent: type }, budget);
    return {
      ...inner,
      text: `...${on}${directive} ${inner.text}`,
      directives: inner.directives + (directive ? 1 : 0),
    };
  }

  /** The spread of a named fragment, an earlier one where one fits; null where a new one would not merge. */
  private spread(place: Place, budget: number): Written | null {
    const { draw } = this;
    const fitting = this.fragments.filter(
      ({ type, cost, levels, scope, ...size }) =>
        this.types.overlapping(place.parent).includes(type) &&
        cost <= budget &&
        levels <= place.levels &&
        size.aliases <= this.aliasesLeft &&
        size.directives < this.directivesLeft &&
        place.scope.acceptsAll(scope),
    );
    const isOld = fitting.length > 0 && draw.happens(0.6);
    const fragment = isOld ? draw.from(fitting) : this.newFragment(place, budget);
    if (!isOld && !place.scope.acceptsAll(fragment.scope)) return null;
    if (isOld) {
      this.aliasesLeft -= fragment.aliases;
      this.directivesLeft -= fragment.directives;
    }
    place.scope.addAll(fragment.scope);
    const directive = this.directive();
    return {
      ...fragment,
      text: `...${fragment.name}${directive}`,
      directives: fragment.directives + (directive ? 1 : 0),
    };
  }

  private newFragment(place: Place, budget: number): NamedFragment {
    const type = this.typeCondition(place);
    const scope = new SelectionScope();
    const inner = this.selectionSet({ ...place, parent: type, scope }, budget);
    const name = `${this.draw.from(["Part", "part", "type"])}${this.fragments.length}`;
    const fragment = {
      ...inner,
      name,
      type,
      scope,
      definition: `fragment ${name} on ${type.name} ${inner.text}`,
    };
    this.fragments.push(fragment);
    return fragment;
  }

  /** Fragments that a text spreads, and those that they spread. */
  private fragmentsUnder(text: string): NamedFragment[] {
    const found = new Set<NamedFragment>();
    const follow = (within: string): void => {
      for (const [, name] of within.matchAll(/\.\.\.(\w+)/g)) {
        const fragment = this.fragments.find((each) => each.name === name);
        if (!fragment || found.has(fragment)) continue;
        found.add(fragment);
        follow(fragment.definition);
      }
    };
    follow(text);
    return [...found];
  }

  /** A type that rows here may be, or one that they never are but may be by the schema. */
  private typeCondition({ parent, likely }: Place): GraphQLCompositeType {
    const possible = this.types.overlapping(parent);
    const wished = possible.find(({ name }) => name === this.wish[0]);
    if (wished && this.draw.happens(0.5)) return wished;
    const probable = possible.filter(({ name }) => likely.includes(name));
    if (probable.length > 0 && this.draw.happens(0.75)) return this.draw.from(probable);
    const [first, second] = [this.draw.from(possible), this.draw.from(possible)];
    return isObjectType(first) ? first : second;
  }

  /** Every plain field of the type, and some of them again: more than a hundred names and values. */
  private allLeaves(place: Place, budget: number): Written[] {
    if (!("getFields" in place.parent)) return [];
    const leaves = Object.values(place.parent.getFields()).filter(
      (field) =>
        isLeaf(field) &&
        field.args.length === 0 &&
        2 * leastCostOf(place.parent.name, field, 1).own <= budget,
    );
    return leaves.flatMap((field) => {
      const scoped = { parent: place.parent, signature: field.name, answers: factsOf(field).answers };
      const names = [field.name, `${field.name}${this.aliasesLeft}`].filter(
        (name) => (name === field.name || this.aliasesLeft > 0) && place.scope.accepts(name, scoped),
      );
      return names.map((name) => {
        place.scope.add(name, scoped);
        const isAlias = name !== field.name;
        if (isAlias) this.aliasesLeft -= 1;
        const { own } = costOf(place.parent.name, field, {});
        return {
          ...nothing,
          levels: 1,
          cost: own,
          text: isAlias ? `${name}: ${field.name}` : name,
          aliases: isAlias ? 1 : 0,
        };
      });
    });
  }

  private aliasFor(place: Place, field: Parameters<SelectionScope["accepts"]>[1]): string | null {
    const free = [...this.aliases, `f${this.aliasesLeft}`].filter((alias) =>
      place.scope.accepts(alias, field),
    );
    if (this.aliasesLeft === 0 || free.length === 0) return null;
    this.aliasesLeft -= 1;
    return this.draw.from(free);
  }

  private directive(): string {
    if (this.directivesLeft === 0 || !this.draw.happens(0.06)) return "";
    this.directivesLeft -= 1;
    const stays = this.draw.happens(0.7);
    const [name, condition] = this.draw.from([
      ["include", stays],
      ["skip", !stays],
    ] as const);
    return ` @${name}(if: ${this.values.condition(condition)})`;
  }
}

const nothing: Written = { text: "", cost: 0, levels: 0, aliases: 0, directives: 0 };

function together(parts: readonly Written[]): Omit<Written, "text"> {
  const sum = (of: (part: Written) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    cost: sum(({ cost }) => cost),
    levels: Math.max(0, ...parts.map(({ levels }) => levels)),
    aliases: sum((part) => part.aliases),
    directives: sum(({ directives }) => directives),
  };
}

const isLeaf = (field: Field): boolean => factsOf(field).isLeaf;

/** Of an interface most is reached by fragments, of Node all but the id. */
function fragmentShare(parent: GraphQLCompositeType): number {
  if (parent.name === "Node") return 0.7;
  return isInterfaceType(parent) ? 0.3 : 0.1;
}
