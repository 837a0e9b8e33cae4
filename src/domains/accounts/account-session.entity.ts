import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";
import { AccountEntity } from "./account.entity.js";

/** A signed-in device. better-auth calls it "session". */
@Entity({ name: "account_session" })
@Unique("account_session_token_key", ["token"])
export class AccountSessionEntity {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "account_session_pkey" })
  id!: string;

  /** Worth nothing without its signature by AUTH_SECRET, which only the client holds. */
  @Column({ type: "text" })
  token!: string;

  @Index("account_session_account_idx")
  @ForeignKey(() => AccountEntity, { name: "account_session_account_fkey", onDelete: "CASCADE" })
  @Column({ type: "uuid", name: "account_id" })
  accountId!: string;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  /** Part of better-auth's session; never filled. */
  @Column({ type: "text", name: "ip_address", nullable: true })
  ipAddress!: string | null;

  /** What the client called itself, at most 300 characters, so that people recognise their devices. */
  @Column({ type: "text", name: "user_agent", nullable: true })
  userAgent!: string | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at", default: () => "now()" })
  updatedAt!: Date;
}
