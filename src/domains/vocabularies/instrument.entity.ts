import { Column, Entity, PrimaryColumn } from "typeorm";
import type { InstrumentFamily } from "./vocabularies-data.js";

/** What somebody plays, sings or does in music: an instrument (instrument), a voice or a role. */
@Entity({ name: "instrument" })
export class InstrumentEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id", unique: true })
  publicId!: string;

  @Column({ type: "text", unique: true })
  slug!: string;

  @Column({ type: "text", name: "label_da" })
  labelDa!: string;

  @Column({ type: "text", name: "label_en" })
  labelEn!: string;

  @Column({ type: "text" })
  family!: InstrumentFamily;

  /** The instrument's item at Wikidata ("Q6607"); null where none is known. */
  @Column({ type: "text", name: "wikidata_id", nullable: true, unique: true })
  wikidataId!: string | null;
}
