import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A pending password reset. better-auth calls it "verification". */
@Entity({ name: "account_verification" })
export class AccountVerificationEntity {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "account_verification_pkey" })
  id!: string;

  /** SHA-256 of the purpose and the token that went out by mail. */
  @Index("account_verification_identifier_idx")
  @Column({ type: "text" })
  identifier!: string;

  /** The account's id. */
  @Index("account_verification_value_idx")
  @Column({ type: "text" })
  value!: string;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at", default: () => "now()" })
  updatedAt!: Date;
}
