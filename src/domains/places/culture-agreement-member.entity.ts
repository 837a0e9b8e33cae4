import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { CultureAgreementEntity } from "./culture-agreement.entity.js";
import { MunicipalityEntity } from "./municipality.entity.js";

/** A municipality's part in a culture agreement during `[validFrom, validTo)`. */
@Entity({ name: "culture_agreement_member" })
export class CultureAgreementMemberEntity {
  @ForeignKey(() => CultureAgreementEntity, { onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", name: "culture_agreement_id" })
  cultureAgreementId!: string;

  @ForeignKey(() => MunicipalityEntity)
  @PrimaryColumn({ type: "uuid", name: "municipality_id" })
  municipalityId!: string;

  @PrimaryColumn({ type: "date", name: "valid_from" })
  validFrom!: string;

  @Column({ type: "date", name: "valid_to", nullable: true })
  validTo!: string | null;
}
