import { Column, Entity, PrimaryColumn } from "typeorm";

/** A region (region). Dates are ISO `YYYY-MM-DD`; the period is half-open. */
@Entity({ name: "region" })
export class RegionEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id", unique: true })
  publicId!: string;

  /** Four digits, as in the authority register (CPR's myndighedsregister). */
  @Column({ type: "text", unique: true })
  code!: string;

  /** True while the register's own code is unknown to us and ours may be replaced. */
  @Column({ type: "boolean", name: "code_is_provisional", default: false })
  codeIsProvisional!: boolean;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "date", name: "exists_from" })
  existsFrom!: string;

  /** The first day on which the region is no more; null when none is known. */
  @Column({ type: "date", name: "exists_to", nullable: true })
  existsTo!: string | null;
}
