import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
} from "graphql";
import { askablePlaces } from "./schema-coverage.js";

/** What writing queries asks of the schema again and again. */
export class SchemaTypes {
  private readonly known = new Map<GraphQLCompositeType, readonly GraphQLCompositeType[]>();

  /** Everything that can be asked, see `askablePlaces`. */
  readonly places: readonly string[];

  constructor(readonly schema: GraphQLSchema) {
    this.places = [...askablePlaces(schema)];
  }

  /** The types that a fragment may name where rows are of this one: those that some of them may be, itself among them. */
  overlapping(parent: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const known = this.known.get(parent);
    if (known) return known;
    const found = Object.values(this.schema.getTypeMap())
      .filter(isCompositeType)
      .filter((type) => !type.name.startsWith("__") && this.overlap(type, parent));
    this.known.set(parent, found);
    return found;
  }

  private overlap(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    const others = new Set(this.objectTypes(other));
    return this.objectTypes(one).some((type) => others.has(type));
  }

  private objectTypes(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isObjectType(type) ? [type] : this.schema.getPossibleTypes(type);
  }
}
