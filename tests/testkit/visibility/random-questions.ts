import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { type Draw, dayAfter } from "../network/random-network.js";
import type { Asked } from "./questions.js";
import { rowsOf } from "./read-world.js";
import type { HubWorld } from "./world.js";

type Field = GraphQLField<unknown, unknown>;

/** Levels of fields below the root. */
const deepest = 9;

/** What is left to fixed questions: it needs arguments that fit each other, or costs too much below a list. */
const leftOut = [
  "Query.search",
  "Query.networkSummary",
  "Relationship.phrase",
  "Query.actorClaims",
  "Query.messageReports",
];

/** A random walk through the schema with random arguments, by whichever way it comes to a row. */
export function randomQuestion(schema: GraphQLSchema, world: HubWorld, draw: Draw): Asked {
  return { query: `{ ${new Walk(schema, world, draw).selection("Query", 0)} }` };
}

class Walk {
  private readonly ids: readonly string[];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly world: HubWorld,
    private readonly draw: Draw,
  ) {
    this.ids = rowsOf(world)
      .filter(({ type }) => type !== "Postcode")
      .map(({ publicId }) => publicId);
  }

  selection(typeName: string, depth: number): string {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${typeName} has no fields.`);
    const fields = Object.values(type.getFields()).filter(
      (field) => !leftOut.includes(`${typeName}.${field.name}`) && (depth < deepest || isShort(field)),
    );
    const count = typeName === "Query" ? 2 : 1 + this.draw.below(4);
    const own = this.some(fields, count).map((field) => this.field(field, depth));
    if (!isAbstractType(type)) return ["__typename", ...own].join(" ");
    const kinds = this.schema.getPossibleTypes(type);
    if (typeName === "Node") {
      // One of them, since fields of the same name differ between types that have nothing in common.
      const of = this.draw.happens(0.6) ? "Actor" : this.draw.from(kinds).name;
      return ["__typename", ...own, `... on ${of} { ${this.selection(of, depth)} }`].join(" ");
    }
    // A field that several kinds have stands outside them or nowhere, so that it is asked with the same arguments.
    const particular = this.some(kinds, 3).flatMap((kind) => {
      const fieldsOfKind = Object.values(kind.getFields()).filter(
        ({ name }) => kinds.filter((each) => name in each.getFields()).length === 1,
      );
      if (fieldsOfKind.length === 0) return [];
      const asked = this.some(fieldsOfKind, 2).map((field) => this.field(field, depth));
      return [`... on ${kind.name} { ${asked.join(" ")} }`];
    });
    return ["__typename", ...own, ...particular].join(" ");
  }

  private field(field: Field, depth: number): string {
    const args = field.args
      .filter((arg) => isAsked(field, arg) ?? (!isPaging(arg) && this.draw.happens(0.4)))
      .flatMap((arg) => this.argument(arg));
    if (field.args.some(isPaging) && this.draw.happens(0.8))
      args.push(`${this.draw.from(["first", "first", "last"])}: ${1 + this.draw.below(5)}`);
    const given = args.length > 0 ? `(${args.join(", ")})` : "";
    const type = getNamedType(field.type);
    if (isLeafType(type)) return `${field.name}${given}`;
    return `${field.name}${given} { ${this.selection(type.name, depth + 1)} }`;
  }

  private argument(arg: GraphQLArgument): string[] {
    const value = this.value(arg.type, arg.name);
    return value === null ? [] : [`${arg.name}: ${value}`];
  }

  private value(type: GraphQLInputType, name: string): string | null {
    if (isNonNullType(type)) return this.value(type.ofType, name);
    if (isListType(type)) {
      const items = Array.from({ length: 1 + this.draw.below(3) }, () => this.value(type.ofType, name));
      return `[${items.join(", ")}]`;
    }
    if (isEnumType(type)) return this.draw.from(type.getValues()).name;
    if (isInputObjectType(type)) {
      const parts = Object.values(type.getFields())
        .filter(() => this.draw.happens(0.4))
        .map((field) => `${field.name}: ${this.value(field.type, field.name)}`);
      return `{ ${parts.join(", ")} }`;
    }
    const { world, draw } = this;
    const actor = () => draw.from(world.actors);
    const values: Readonly<Record<string, () => unknown>> = {
      id: () => (draw.happens(0.7) ? actor().publicId : draw.from(this.ids)),
      ids: () => (draw.happens(0.5) ? actor().publicId : draw.from(this.ids)),
      with: () => actor().publicId,
      fromId: () => actor().publicId,
      toId: () => actor().publicId,
      asOf: () => draw.from([world.today, dayAfter(world.today, -30), dayAfter(world.today, 20)]),
      since: () => dayAfter(world.today, -100),
      code: () => draw.from(world.municipalities).code,
      regionCode: () => draw.from(world.regions).code,
      municipalityCodes: () => actor().municipalityCode ?? "0751",
      genreSlugs: () =>
        draw.from(world.genres.filter(({ id }) => actor().genreIds.includes(id) || id > "f")).slug,
      text: () =>
        draw
          .from([actor().name, ...actor().formerNames])
          .split(" ")
          .at(-1),
      steps: () => 1 + draw.below(3),
      maxLength: () => 1 + draw.below(6),
      claimed: () => draw.happens(0.5),
      unreadOnly: () => draw.happens(0.5),
      assignedToMe: () => draw.happens(0.4),
      former: () => draw.happens(0.5),
      archived: () => draw.happens(0.3),
      first: () => 1 + draw.below(5),
    };
    const value = values[name];
    if (!value) throw new Error(`No value is known for the argument ${name}: give one here.`);
    return JSON.stringify(value());
  }

  private some<Item>(items: readonly Item[], count: number): Item[] {
    return items.length === 0 ? [] : [...new Set(Array.from({ length: count }, () => this.draw.from(items)))];
  }
}

/** Whether an argument must be given, or not; undefined: it may. An actor is asked for by exactly one of its names. */
function isAsked(field: Field, arg: GraphQLArgument): boolean | undefined {
  if (isRequiredArgument(arg)) return true;
  return field.args.some(({ name }) => name === "slug") ? arg.name === "id" : undefined;
}

const isPaging = ({ name }: GraphQLArgument) => ["first", "last", "after", "before"].includes(name);
const isShort = (field: Field) => isLeafType(getNamedType(field.type));
