import { Field, InputType, Int } from "type-graphql";
import { Bounded } from "../../platform/input/input-rules.js";
import { mostBytes } from "./attachment-limits.js";

@InputType({ description: "Announces a file that is to hang on something." })
export class StartUploadInput {
  @Field(() => String, {
    description:
      "What people call it, 1 to 200 characters without / and \\. Its ending must be one that is accepted: jpg, jpeg, png, webp, gif; " +
      "pdf, docx, xlsx, pptx, odt, ods, odp; mp3, m4a, wav, flac, ogg, oga, opus, aac, aif, aiff, mid, midi; txt, csv, ics.",
  })
  fileName!: string;
  @Field(() => Int, { description: "How many bytes will be sent, 1 to 26,214,400 (25 MB)." })
  @Bounded({ min: 1, max: mostBytes })
  byteSize!: number;
  @Field(() => String, {
    nullable: true,
    description: "Makes the request safe to repeat: the same key and input answer the same attachment.",
  })
  idempotencyKey?: string | null;
}
