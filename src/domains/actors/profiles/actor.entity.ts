import { Column, Entity, PrimaryColumn } from "typeorm";
import type {
  AccessibilityAnswer,
  ActorKind,
  ArtistForm,
  LocationPrecision,
  VenueFundingClass,
} from "./actor.enums.js";
import type { FieldVisibility, ProfileField } from "./field-visibility.js";

/** A music actor: what all kinds have, and the single values that only one kind has. */
@Entity({ name: "actor" })
export class ActorEntity {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text", name: "public_id" })
  publicId!: string;

  @Column({ type: "text" })
  kind!: ActorKind;

  @Column({ type: "text" })
  slug!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text", name: "former_names", array: true, default: "{}" })
  formerNames!: string[];

  /** Set by the database from the name; what the text filter searches. */
  @Column({ type: "text", name: "folded_name", default: "", insert: false, update: false })
  foldedName!: string;

  @Column({ type: "text", name: "folded_former_names", default: "", insert: false, update: false })
  foldedFormerNames!: string;

  @Column({ type: "text", name: "about_da", nullable: true })
  aboutDa!: string | null;

  @Column({ type: "text", name: "about_en", nullable: true })
  aboutEn!: string | null;

  @Column({ type: "uuid", name: "municipality_id", nullable: true })
  municipalityId!: string | null;

  /** The exact point, degrees (WGS 84). No read may use it; what is shown is the published point. */
  @Column({ type: "double precision", nullable: true })
  latitude!: number | null;

  @Column({ type: "double precision", nullable: true })
  longitude!: number | null;

  @Column({ type: "text", name: "location_precision", default: "MUNICIPALITY" })
  locationPrecision!: LocationPrecision;

  /** Set by the database: the point at the precision the actor shows. */
  @Column({
    type: "double precision",
    name: "published_latitude",
    nullable: true,
    insert: false,
    update: false,
  })
  publishedLatitude!: number | null;

  @Column({
    type: "double precision",
    name: "published_longitude",
    nullable: true,
    insert: false,
    update: false,
  })
  publishedLongitude!: number | null;

  @Column({ type: "text", array: true, default: "{}" })
  offers!: string[];

  @Column({ type: "text", array: true, default: "{}" })
  seeks!: string[];

  @Column({ type: "text", name: "physical_accessibility", default: "UNKNOWN" })
  physicalAccessibility!: AccessibilityAnswer;

  @Column({ type: "text", name: "physical_accessibility_note_da", nullable: true })
  physicalAccessibilityNoteDa!: string | null;

  @Column({ type: "text", name: "physical_accessibility_note_en", nullable: true })
  physicalAccessibilityNoteEn!: string | null;

  @Column({ type: "text", name: "economic_accessibility", default: "UNKNOWN" })
  economicAccessibility!: AccessibilityAnswer;

  @Column({ type: "text", name: "economic_accessibility_note_da", nullable: true })
  economicAccessibilityNoteDa!: string | null;

  @Column({ type: "text", name: "economic_accessibility_note_en", nullable: true })
  economicAccessibilityNoteEn!: string | null;

  @Column({ type: "text", name: "digital_accessibility", default: "UNKNOWN" })
  digitalAccessibility!: AccessibilityAnswer;

  @Column({ type: "text", name: "digital_accessibility_note_da", nullable: true })
  digitalAccessibilityNoteDa!: string | null;

  @Column({ type: "text", name: "digital_accessibility_note_en", nullable: true })
  digitalAccessibilityNoteEn!: string | null;

  /** Who sees which field, where the actor has said so; the defaults stand in `field-visibility.ts`. */
  @Column({ type: "jsonb", name: "field_visibility", default: {} })
  fieldVisibility!: Partial<Record<ProfileField, FieldVisibility>>;

  @Column({ type: "integer", nullable: true })
  capacity!: number | null;

  @Column({ type: "integer", name: "stage_width_cm", nullable: true })
  stageWidthCm!: number | null;

  @Column({ type: "integer", name: "stage_depth_cm", nullable: true })
  stageDepthCm!: number | null;

  @Column({ type: "text", name: "funding_class", nullable: true })
  fundingClass!: VenueFundingClass | null;

  @Column({ type: "integer", name: "room_count", nullable: true })
  roomCount!: number | null;

  @Column({ type: "integer", name: "member_count", nullable: true })
  memberCount!: number | null;

  @Column({ type: "text", name: "artist_form", nullable: true })
  artistForm!: ArtistForm | null;

  @Column({ type: "text", array: true, default: "{}" })
  topics!: string[];

  @Column({ type: "boolean", name: "is_demo", default: false })
  isDemo!: boolean;

  /** The account that entered it; null for an imported actor. */
  @Column({ type: "uuid", name: "created_by", nullable: true })
  createdBy!: string | null;

  @Column({ type: "timestamptz", name: "created_at", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at", default: () => "now()" })
  updatedAt!: Date;
}
