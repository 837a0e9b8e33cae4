import { Column, Entity, PrimaryColumn } from "typeorm";
import type { RelationshipKind } from "./relationship-kinds.js";

/** What joins two actors. The columns that follow from its ends are the database's own. */
@Entity({ name: "relationship" })
export class RelationshipEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "text" })
  kind!: RelationshipKind;

  @Column({ type: "uuid", name: "source_id" })
  sourceId!: string;

  @Column({ type: "uuid", name: "target_id" })
  targetId!: string;

  /** A confirmed one is ENDED for readers once `endedOn` has come. */
  @Column({ type: "text" })
  status!: "PROPOSED" | "CONFIRMED" | "DECLINED";

  /** The end that claimed it; null when it was imported between actors without an owner. */
  @Column({ type: "uuid", name: "proposed_by", nullable: true })
  proposedBy!: string | null;

  /** The first day; null when it is not known. */
  @Column({ type: "date", name: "started_on", nullable: true })
  startedOn!: string | null;

  /** The day from which it is over; null while none is known. */
  @Column({ type: "date", name: "ended_on", nullable: true })
  endedOn!: string | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "answered_at", nullable: true })
  answeredAt!: Date | null;

  @Column({ type: "text", name: "source_kind", insert: false, update: false, select: false })
  sourceKind!: string;

  @Column({ type: "text", name: "target_kind", insert: false, update: false, select: false })
  targetKind!: string;

  @Column({ type: "smallint", name: "source_level", insert: false, update: false, select: false })
  sourceLevel!: number;

  @Column({ type: "smallint", name: "target_level", insert: false, update: false, select: false })
  targetLevel!: number;

  @Column({ type: "uuid", name: "first_id", insert: false, update: false, select: false })
  firstId!: string;

  @Column({ type: "uuid", name: "second_id", insert: false, update: false, select: false })
  secondId!: string;
}
