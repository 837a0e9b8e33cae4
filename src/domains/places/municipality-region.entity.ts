import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { MunicipalityEntity } from "./municipality.entity.js";
import { RegionEntity } from "./region.entity.js";

/** The region a municipality belongs to during `[validFrom, validTo)`; the periods of one municipality never overlap. */
@Entity({ name: "municipality_region" })
export class MunicipalityRegionEntity {
  @ForeignKey(() => MunicipalityEntity)
  @PrimaryColumn({ type: "uuid", name: "municipality_id" })
  municipalityId!: string;

  @PrimaryColumn({ type: "date", name: "valid_from" })
  validFrom!: string;

  @Column({ type: "date", name: "valid_to", nullable: true })
  validTo!: string | null;

  @ForeignKey(() => RegionEntity)
  @Column({ type: "uuid", name: "region_id" })
  regionId!: string;
}
