import { Column, Entity, PrimaryColumn } from "typeorm";

/** A culture agreement (kulturaftale) of the minister for culture with municipalities, usually for four years. */
@Entity({ name: "culture_agreement" })
export class CultureAgreementEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id", unique: true })
  publicId!: string;

  @Column({ type: "text", unique: true })
  slug!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "date", name: "valid_from" })
  validFrom!: string;

  /** The first day after the agreement. */
  @Column({ type: "date", name: "valid_to", nullable: true })
  validTo!: string | null;

  /** Where period and members are stated; null for an agreement of the demo region. */
  @Column({ type: "text", name: "source_url", nullable: true })
  sourceUrl!: string | null;

  @Column({ type: "boolean", name: "is_demo", default: false })
  isDemo!: boolean;
}
