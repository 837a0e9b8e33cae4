import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
} from "graphql";

export type Field = GraphQLField<unknown, unknown>;

/** What a field answers. */
export interface FieldFacts {
  readonly type: GraphQLNamedType;
  /** The type as the schema writes it, such as `[Actor!]!`. */
  readonly answers: string;
  readonly isLeaf: boolean;
  readonly isList: boolean;
  readonly isConnection: boolean;
}

const known = new WeakMap<Field, FieldFacts>();

/** Found out once a field: telling types apart costs more than all the rest of writing a query. */
export function factsOf(field: Field): FieldFacts {
  const found = known.get(field);
  if (found) return found;
  const type = getNamedType(field.type);
  const facts = {
    type,
    answers: field.type.toString(),
    isLeaf: isLeafType(type),
    isList: isListType(getNullableType(field.type)),
    isConnection: type.name.endsWith("Connection"),
  };
  known.set(field, facts);
  return facts;
}
