import { Field, Int, ObjectType } from "type-graphql";
import { NodeType } from "../../platform/graphql/node.type.js";

@ObjectType("Attachment", {
  implements: NodeType,
  description:
    "A file that hangs on something, such as a message (vedhæftet fil). It is read by exactly those who may read what it hangs on; " +
    "as long as it hangs on nothing by its owner only, and then removed 24 hours after it was announced.",
})
export class AttachmentType extends NodeType {
  @Field(() => String, { description: "What its owner calls it, at most 200 characters." })
  fileName!: string;
  @Field(() => String, {
    nullable: true,
    description: "Its media type, found in its content, such as `image/jpeg`; null until it is ready.",
  })
  contentType!: string | null;
  @Field(() => Int, {
    description:
      "How many bytes it has, at most 26,214,400 (25 MB): as announced until it is ready, then as stored. Pictures are stored anew.",
  })
  byteSize!: number;
  @Field(() => Int, { nullable: true, description: "Of a picture that is ready: its width in pixels." })
  width!: number | null;
  @Field(() => Int, { nullable: true, description: "Of a picture that is ready: its height in pixels." })
  height!: number | null;
  @Field(() => Boolean, { description: "Whether its bytes have arrived and were accepted." })
  isReady!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      "Where to send its bytes with PUT, within 15 minutes; null once it is ready. Ask again for another. Whoever has the link can use it.",
  })
  uploadUrl!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Where its bytes are for 5 minutes, for GET; null until it is ready. Made for the reader: whenever it is used, that account must " +
      "still see the attachment. Ask again for another.",
  })
  downloadUrl!: string | null;
}
