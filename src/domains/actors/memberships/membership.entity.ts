import { Column, Entity, PrimaryColumn } from "typeorm";
import type { MembershipRole } from "./membership.enums.js";

/** A period in which an account acts for an actor. */
@Entity({ name: "membership" })
export class MembershipEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "uuid", name: "actor_id" })
  actorId!: string;

  @Column({ type: "uuid", name: "account_id" })
  accountId!: string;

  @Column({ type: "text" })
  role!: MembershipRole;

  @Column({ type: "date", name: "started_on" })
  startedOn!: string;

  /** The last day; null while it lasts. */
  @Column({ type: "date", name: "ended_on", nullable: true })
  endedOn!: string | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;
}
