import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import { type AddedField, addFields } from "./field-decorators.js";

/** Where a page stands in its list (Relay cursor connections specification). */
@ObjectType("PageInfo", { description: "Where a page stands in its list." })
export class PageInfoType {
  @Field(() => Boolean, { description: "Whether more follow." })
  hasNextPage!: boolean;
  @Field(() => Boolean, { description: "Whether more come before." })
  hasPreviousPage!: boolean;
  @Field(() => String, {
    nullable: true,
    description: "The cursor of the first item; null on an empty page.",
  })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: "The cursor of the last item; null on an empty page." })
  endCursor!: string | null;
}

/** Fields beside those that every connection and edge has, and a name that is not the item's. */
export interface MoreFields {
  /** What the connection is called: `Search` makes `SearchConnection` and `SearchEdge`. */
  readonly name?: string;
  /** What the edges tell of the relation (`edgeFacts` of its read). */
  readonly edge?: Readonly<Record<string, Omit<AddedField, "args">>>;
  /** What the connection tells of all its rows (`facts` of its read). */
  readonly connection?: Readonly<Record<string, Omit<AddedField, "args">>>;
}

/** Makes the connection and edge types of an item: `ActorConnection` and `ActorEdge` of `Actor`. */
export function connectionType(
  name: string,
  item: () => ClassType | abstractClass,
  more: MoreFields = {},
): ClassType {
  const called = more.name ?? name;
  @ObjectType(`${called}Edge`, { description: `One item of a ${called}Connection.` })
  class EdgeType {
    @Field(() => String, { description: "Where this item stands; give it to `after` or `before`. Opaque." })
    cursor!: string;
    @Field(() => item() as ClassType, { description: "The item." })
    node!: unknown;
  }

  @ObjectType(`${called}Connection`, {
    description: "A page of a list: `first` or `last` 1 to 100, 20 by default; more than 100 is an error.",
  })
  class ConnectionType {
    @Field(() => [EdgeType], { description: "The items with their cursors, in order." })
    edges!: EdgeType[];
    @Field(() => [item() as ClassType], { description: "The items, in order." })
    nodes!: unknown[];
    @Field(() => PageInfoType, { description: "Where the page stands in the list." })
    pageInfo!: PageInfoType;
    @Field(() => Int, {
      description: "How many items the whole list has for the reader; counted only when asked for.",
    })
    totalCount!: number;
  }
  addFields(EdgeType, more.edge ?? {});
  addFields(ConnectionType, more.connection ?? {});
  return ConnectionType;
}

type abstractClass = abstract new () => object;
