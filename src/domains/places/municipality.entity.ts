import { Column, Entity, PrimaryColumn } from "typeorm";

/** A municipality (kommune), or Christiansø, which lies outside the municipal division. */
@Entity({ name: "municipality" })
export class MunicipalityEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id", unique: true })
  publicId!: string;

  /** Four digits with the leading zero: "0101" is København. */
  @Column({ type: "text", unique: true })
  code!: string;

  @Column({ type: "text" })
  name!: string;

  /** Degrees north (WGS 84) of the visual centre (visueltcenter in DAGI), a point inside the municipality. */
  @Column({ type: "double precision" })
  latitude!: number;

  /** Degrees east (WGS 84) of the visual centre. */
  @Column({ type: "double precision" })
  longitude!: number;

  @Column({ type: "boolean", name: "outside_municipal_division", default: false })
  outsideMunicipalDivision!: boolean;
}
