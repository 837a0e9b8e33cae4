import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file that somebody has announced, uploaded, or hung on something. */
@Entity({ name: "attachment" })
export class AttachmentEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "uuid", name: "owner_account_id" })
  ownerAccountId!: string;

  /** As its owner calls it; for people only, never part of a path. At most 200 characters. */
  @Column({ type: "text", name: "file_name" })
  fileName!: string;

  /** Whether its bytes are awaited or stored; it never goes back. */
  @Column({ type: "text", default: "AWAITED" })
  state!: "AWAITED" | "READY";

  /** Found in the content; null while it is awaited. */
  @Column({ type: "text", name: "content_type", nullable: true })
  contentType!: string | null;

  /** As announced, then as stored. */
  @Column({ type: "integer", name: "byte_size" })
  byteSize!: number;

  /** Of a picture, in pixels. */
  @Column({ type: "integer", nullable: true })
  width!: number | null;

  @Column({ type: "integer", nullable: true })
  height!: number | null;

  /** Where the bytes are kept. */
  @Column({ type: "text", name: "storage_key", nullable: true })
  storageKey!: string | null;

  /** The GraphQL type of the row that it hangs on; null as long as it hangs on none. */
  @Column({ type: "text", name: "hung_on_type", nullable: true })
  hungOnType!: string | null;

  @Column({ type: "uuid", name: "hung_on_id", nullable: true })
  hungOnId!: string | null;

  /** Its place among what hangs there, from 0. */
  @Column({ type: "smallint", name: "hung_position", nullable: true })
  hungPosition!: number | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;
}
