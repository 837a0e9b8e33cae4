import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { AccountEntity } from "./account.entity.js";

/** A way to sign in; today only a password. better-auth calls it "account" and brings the columns for OAuth. */
@Entity({ name: "account_credential" })
export class AccountCredentialEntity {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "account_credential_pkey" })
  id!: string;

  @Index("account_credential_account_idx")
  @ForeignKey(() => AccountEntity, { name: "account_credential_account_fkey", onDelete: "CASCADE" })
  @Column({ type: "uuid", name: "account_id" })
  accountId!: string;

  /** `credential` for a password. */
  @Column({ type: "text", name: "provider_id" })
  providerId!: string;

  /** The account's name at the provider; for a password the account's own id. */
  @Column({ type: "text", name: "provider_account_id" })
  providerAccountId!: string;

  /** argon2id in PHC form; null when only a link sent to the address can set a password. */
  @Column({ type: "text", name: "password_hash", nullable: true })
  passwordHash!: string | null;

  @Column({ type: "text", name: "access_token", nullable: true })
  accessToken!: string | null;

  @Column({ type: "text", name: "refresh_token", nullable: true })
  refreshToken!: string | null;

  @Column({ type: "text", name: "id_token", nullable: true })
  idToken!: string | null;

  @Column({ type: "timestamptz", name: "access_token_expires_at", nullable: true })
  accessTokenExpiresAt!: Date | null;

  @Column({ type: "timestamptz", name: "refresh_token_expires_at", nullable: true })
  refreshTokenExpiresAt!: Date | null;

  @Column({ type: "text", nullable: true })
  scope!: string | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at", default: () => "now()" })
  updatedAt!: Date;
}
