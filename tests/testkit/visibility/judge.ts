import type { ProfileField } from "../../../src/domains/actors/profiles/field-visibility.js";
import {
  isAdministrator,
  isInNetworkOf,
  type NetworkRelationship,
  ownActors,
  seesRelationship,
  showsTo,
  type Viewer,
} from "../network/network-model.js";
import { rowsOf } from "./read-world.js";
import type { HubActor, HubRow, HubWorld } from "./world.js";

export type Language = "DA" | "EN";
export type Arguments = Readonly<Record<string, unknown>>;

/** What a field of a row of a type is to whoever asks: a value, a row, rows, a `Listing`, or null. */
export type Rule<Row> = (row: Row, judge: Judge, args: Arguments) => unknown;

/** Who sees a row of a type at all, and what each field of it is. A row of an interface names its own type. */
export interface TypeRules {
  readonly isSeen: (row: unknown, judge: Judge) => boolean;
  readonly fields: Readonly<Record<string, Rule<unknown>>>;
}

/** The rules of one type, of rows of a known shape. */
export function rules<Row>(
  isSeen: (row: Row, judge: Judge) => boolean,
  fields: Readonly<Record<string, Rule<Row>>>,
): TypeRules {
  return { isSeen: (row, judge) => isSeen(row as Row, judge), fields: fields as TypeRules["fields"] };
}

/** What everybody sees, as far as its fields say nothing else. */
export const everybody = (): boolean => true;

/** One viewer in front of the world, and the rules about who is what. */
export class Judge {
  readonly isAdministrator: boolean;
  /** The actors that the viewer acts for. */
  readonly own: ReadonlySet<string>;
  private readonly byId: ReadonlyMap<string, HubRow>;
  private readonly byPublicId: ReadonlyMap<string, HubRow>;

  constructor(
    readonly world: HubWorld,
    readonly viewer: Viewer,
    readonly language: Language,
  ) {
    this.isAdministrator = isAdministrator(world, viewer);
    this.own = ownActors(world, viewer);
    const rows = rowsOf(world);
    this.byId = new Map(rows.map((row) => [row.id, row]));
    this.byPublicId = new Map(rows.map((row) => [row.publicId, row]));
  }

  /** A current member of the actor, or an administrator of the hub. */
  isInsider(actorId: string): boolean {
    return this.isAdministrator || this.own.has(actorId);
  }

  /** Who sees what is for the actor's network. */
  isNear(actorId: string): boolean {
    return this.isInsider(actorId) || isInNetworkOf(this.world, this.viewer, actorId);
  }

  /** An owner of the actor now, or an administrator of the hub. */
  isOwner(actorId: string): boolean {
    return (
      this.isAdministrator ||
      this.world.memberships.some(
        (membership) =>
          membership.actorId === actorId &&
          membership.accountId === this.viewer &&
          membership.role === "OWNER" &&
          membership.isCurrent,
      )
    );
  }

  /** Whether the actor shows all of these fields to the viewer. */
  shows(actorId: string, ...fields: readonly ProfileField[]): boolean {
    return fields.every((field) => showsTo(this.world, this.viewer, actorId, field));
  }

  sees(relationship: NetworkRelationship): boolean {
    return seesRelationship(this.world, this.viewer, relationship);
  }

  /** The text in the language asked for; without one in the reader's, else in the other. */
  localised(da: string | null, en: string | null, asked?: unknown): string | null {
    if (asked === "DA") return da;
    if (asked === "EN") return en;
    return this.language === "DA" ? (da ?? en) : (en ?? da);
  }

  /** The row with a primary key; null for none. Whether it is seen is not asked here. */
  row<Row extends HubRow>(id: string | null): Row | null {
    return (this.byId.get(id ?? "") as Row | undefined) ?? null;
  }

  /** The row with an id of the API; null for none. */
  named(publicId: unknown): HubRow | null {
    return this.byPublicId.get(String(publicId)) ?? null;
  }

  /** The actor with an id of the API; null for none. */
  actorNamed(publicId: unknown): HubActor | null {
    return this.world.actors.find((actor) => actor.publicId === publicId) ?? null;
  }

  /** The name under which others see an account. */
  nameOf(accountId: string): string | null {
    const account = this.row<HubWorld["accounts"][number]>(accountId);
    if (!account?.deletedAt) return account?.displayName ?? null;
    return this.language === "EN" ? "Deleted account" : "Slettet konto";
  }
}

/** What a list is ordered by. Texts for people are in Danish order, others by their code units. */
export interface OrderKey<Row> {
  readonly by: (row: Row) => string | number;
  readonly descending?: boolean;
  readonly isDanish?: boolean;
}

/** A list that can grow, before it is cut into pages. */
export class Listing {
  private constructor(
    /** All rows that the viewer sees, in order, each with what stands on its edge. */
    readonly rows: readonly {
      readonly row: unknown;
      readonly keys: readonly (string | number)[];
      readonly edge: object;
    }[],
    readonly options: ListingOptions,
  ) {}

  static of<Row extends { readonly id: string }>(
    rows: readonly Row[],
    keys: readonly OrderKey<Row>[],
    options: ListingOptions & { readonly edge?: (row: Row) => object } = {},
  ): Listing {
    const sorted = ordered(rows, keys).map((row) => ({
      row,
      keys: [...keys.map(({ by }) => by(row)), row.id],
      edge: options.edge?.(row) ?? {},
    }));
    return new Listing(sorted, options);
  }
}

export interface ListingOptions {
  /** What the connection tells beside its page. */
  readonly facts?: object;
  /** Names the order, where a field can have several: a cursor belongs to one. */
  readonly order?: string;
  /** The rules do not say in which order these come. */
  readonly isUnordered?: boolean;
}

const danish = new Intl.Collator("da");

/** Rows in their order; of equal ones the primary key decides, in the direction of the first key. */
export function ordered<Row extends { readonly id: string }>(
  rows: readonly Row[],
  keys: readonly OrderKey<Row>[],
): Row[] {
  const last: OrderKey<Row> = { by: ({ id }) => id, descending: keys[0]?.descending ?? false };
  return [...rows].sort((one, other) => {
    for (const { by, descending, isDanish } of [...keys, last]) {
      const order = compare(by(one), by(other), isDanish ?? false);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compare(one: string | number, other: string | number, isDanish: boolean): number {
  if (isDanish) return danish.compare(String(one), String(other));
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A value of which the rules say only what it must be like. */
export class Like {
  constructor(
    readonly description: string,
    readonly accepts: (value: unknown) => boolean,
  ) {}
}

/** A number that is computed another way here, so that its last digits may differ. */
export const about = (expected: number): Like =>
  new Like(
    `about ${expected}`,
    (value) =>
      typeof value === "number" && Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
  );
