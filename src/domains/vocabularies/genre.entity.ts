import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

/** A genre (genre) of the curated list. */
@Entity({ name: "genre" })
export class GenreEntity {
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

  /** The wider genre; null at the top. The tree has two levels. */
  @ForeignKey(() => GenreEntity)
  @Column({ type: "uuid", name: "parent_id", nullable: true })
  parentId!: string | null;

  /** The genre's MBID at MusicBrainz; null where its list of 2019 has none. */
  @Column({ type: "uuid", name: "musicbrainz_id", nullable: true, unique: true })
  musicbrainzId!: string | null;
}
