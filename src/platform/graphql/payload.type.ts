import { type ClassType, Field, ObjectType } from "type-graphql";

/** Makes the payloads of a domain's mutations: the object acted on under its name, null when it was not done, and the user errors. */
export const payloadTypes =
  (userError: ClassType) =>
  (name: string, object: string, type: () => abstract new () => object, description: string): ClassType => {
    @ObjectType(name, { description: "What came of it." })
    class PayloadType {
      @Field(() => [userError], { description: "What to mend; empty when it was done." })
      userErrors!: unknown[];
    }
    Field(() => type() as ClassType, { nullable: true, description })(PayloadType.prototype, object);
    return PayloadType;
  };
