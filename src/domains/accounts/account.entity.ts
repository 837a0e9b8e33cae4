import { Column, Entity, PrimaryColumn } from "typeorm";
import type { Language } from "../../platform/text/language.js";

/** A person who signs in. better-auth calls it "user". A deleted account stays as a row without personal data. */
@Entity({ name: "account" })
export class AccountEntity {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "account_pkey" })
  id!: string;

  /** The typed id the API shows, `account_…`. */
  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  /** In lower case; `deleted-<id>@deleted.invalid` once the account is deleted. */
  @Column({ type: "text" })
  email!: string;

  @Column({ type: "boolean", name: "email_verified", default: false })
  emailVerified!: boolean;

  /** At most 120 characters; empty once the account is deleted. */
  @Column({ type: "text", name: "display_name" })
  displayName!: string;

  /** Part of better-auth's user; never filled. */
  @Column({ type: "text", nullable: true })
  image!: string | null;

  /** The language of mails. */
  @Column({ type: "text", default: "DA" })
  language!: Language;

  /** `YYYY-MM-DD`; only to work out an age at the moment of an act, never shown. */
  @Column({ type: "date", name: "birth_date", nullable: true })
  birthDate!: string | null;

  /** Administrator of the whole hub. */
  @Column({ type: "boolean", name: "is_administrator", default: false })
  isAdministrator!: boolean;

  /** Belongs to the demo region. */
  @Column({ type: "boolean", name: "is_demo", default: false })
  isDemo!: boolean;

  /** Since when an administrator keeps the account from signing in. */
  @Column({ type: "timestamptz", name: "suspended_at", nullable: true })
  suspendedAt!: Date | null;

  @Column({ type: "timestamptz", name: "deleted_at", nullable: true })
  deletedAt!: Date | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at", default: () => "now()" })
  updatedAt!: Date;
}
