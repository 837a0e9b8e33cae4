import { Column, Entity, PrimaryColumn } from "typeorm";
import type { InvitationStatus, MembershipRole } from "./membership.enums.js";

/** An invitation to act for an actor. */
@Entity({ name: "invitation" })
export class InvitationEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "uuid", name: "actor_id" })
  actorId!: string;

  /** In lower case. */
  @Column({ type: "text" })
  email!: string;

  @Column({ type: "text" })
  role!: MembershipRole;

  /** An invitation whose time is over stays PENDING here and is shown as EXPIRED. */
  @Column({ type: "text", default: "PENDING" })
  status!: Exclude<InvitationStatus, "EXPIRED">;

  @Column({ type: "uuid", name: "invited_by" })
  invitedBy!: string;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  /** When the address was last told; renewing an offer does not mail it again within a day. */
  @Column({ type: "timestamptz", name: "mailed_at", default: () => "now()" })
  mailedAt!: Date;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "answered_at", nullable: true })
  answeredAt!: Date | null;
}
