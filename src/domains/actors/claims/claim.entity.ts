import { Column, Entity, PrimaryColumn } from "typeorm";
import type { ActorClaimStatus } from "./claim.enums.js";

/** Somebody says that an unclaimed actor is theirs. */
@Entity({ name: "actor_claim" })
export class ActorClaimEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "uuid", name: "actor_id" })
  actorId!: string;

  @Column({ type: "uuid", name: "account_id" })
  accountId!: string;

  @Column({ type: "text", nullable: true })
  message!: string | null;

  @Column({ type: "text", default: "PENDING" })
  status!: ActorClaimStatus;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy!: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt!: Date | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;
}
