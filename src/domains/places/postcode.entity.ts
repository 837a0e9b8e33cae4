import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { MunicipalityEntity } from "./municipality.entity.js";

/** A postcode (postnummer). The source names one municipality for each, though some cross a border. */
@Entity({ name: "postcode" })
export class PostcodeEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id", unique: true })
  publicId!: string;

  /** Four digits: "0800", "2730". */
  @Column({ type: "text", unique: true })
  code!: string;

  @Column({ type: "text", name: "place_name" })
  placeName!: string;

  @ForeignKey(() => MunicipalityEntity)
  @Column({ type: "uuid", name: "municipality_id" })
  municipalityId!: string;

  /** Degrees north (WGS 84); null where the source is wrong or the postcode has no place. */
  @Column({ type: "double precision", nullable: true })
  latitude!: number | null;

  /** Degrees east (WGS 84); null together with the latitude. */
  @Column({ type: "double precision", nullable: true })
  longitude!: number | null;
}
