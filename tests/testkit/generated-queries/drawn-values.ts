import {
  type GraphQLArgument,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { publicIdOf } from "../../../src/platform/ids/ids.js";
import { type Draw, dayAfter } from "../network/random-network.js";
import type { ValuePools } from "./value-pools.js";

/** How often, 0 to 1, a value is one that the hub refuses. */
const refusedShare = 0.008;
/** How often an optional field of an input object is given. */
const optionalShare = 0.45;

/** Texts that no argument takes: too long, characters that cannot be stored, a CPR number. */
const refusedTexts = ["lang ".repeat(50), "nul\u0000tegn", "010190-1234", "linje\nskift", "\u202eomvendt"];
/** What names no row: not an id, an id of another spelling, an unknown type. */
const malformedIds = [
  "",
  "nonsense",
  "actor_",
  "12",
  "ACTOR_01h455vb4pex5vsknk084sn02q",
  "song_01h455vb4pex5vsknk084sn02q",
];

/** Draws a value for an argument or an input field, by its name and type. */
export class DrawnValues {
  constructor(
    private readonly draw: Draw,
    private readonly pools: ValuePools,
  ) {}

  /** A value that the type accepts; what it means follows from the name. */
  of(name: string, type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.of(name, type.ofType);
    if (isListType(type)) {
      const length = this.draw.from([0, 1, 1, 1, 2, 2, 3, 5]);
      return Array.from({ length }, () => this.of(name, type.ofType));
    }
    if (isEnumType(type)) return this.draw.from(type.getValues()).name;
    if (isInputObjectType(type)) {
      const given = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || this.draw.happens(optionalShare),
      );
      return Object.fromEntries(given.map((field) => [field.name, this.of(field.name, field.type)]));
    }
    if (type.name === "Boolean") return this.draw.happens(0.5);
    if (type.name === "Date") return this.day();
    if (type.name === "Int" || type.name === "Float") return this.number(name);
    if (this.draw.happens(refusedShare)) return this.draw.from(refusedTexts);
    return type.name === "ID" ? this.id(name) : this.text(name);
  }

  /** An id: of any row for `id` and `ids`, else of an actor; sometimes of none. */
  private id(name: string): string {
    const { ids } = this.pools;
    const isAnyRow = name === "id" || name === "ids";
    if (this.draw.happens(0.03)) return this.draw.from(malformedIds);
    if (this.draw.happens(0.04))
      return publicIdOf(this.draw.from(["actor", "relationship", "genre"]), this.draw.uuid());
    return isAnyRow ? this.draw.from(ids.get(this.draw.from([...ids.keys()])) ?? []) : this.actorId();
  }

  actorId(): string {
    return this.draw.from(this.pools.actorIds);
  }

  private text(name: string): string {
    const { draw, pools } = this;
    switch (name) {
      case "code":
      case "municipalityCodes":
        return draw.happens(0.9) ? draw.from(pools.municipalityCodes) : draw.from(["9999", "0411", "101"]);
      case "regionCode":
        return draw.happens(0.9) ? draw.from(pools.regionCodes) : "0000";
      case "genreSlugs":
        return draw.happens(0.9) ? draw.from(pools.genreSlugs) : "no-such-genre";
      case "slug":
        return draw.happens(0.92) ? draw.from([...pools.slugs.keys()]) : "no-such-actor";
      default:
        return draw.happens(0.85) ? draw.from(pools.words) : draw.from(["", " ", "\t"]);
    }
  }

  /** Days around those on which relationships of the world begin and end. */
  private day(): string {
    const days = [0, 0, -1, 1, -30, 30, -400, -800, -3650, 400];
    if (this.draw.happens(0.05))
      return this.draw.from(["0001-01-01", "1850-05-05", "9999-12-31", "2024-02-29"]);
    return dayAfter(this.pools.today, this.draw.from(days));
  }

  private number(name: string): number {
    const { draw } = this;
    const isRefused = draw.happens(2 * refusedShare);
    switch (name) {
      case "steps":
        return isRefused ? draw.from([0, 7, -1]) : draw.from([1, 1, 2, 2, 3, 6]);
      case "maxLength":
        return isRefused ? draw.from([7, -1]) : draw.below(7);
      case "latitude":
        return isRefused ? 91 : draw.from([55.68, 55.93, 56, 57.05, -33.9]);
      case "longitude":
        return isRefused ? -181 : draw.from([12.57, 12.3, 10, 9.92, 151.2]);
      case "withinKm":
        return isRefused ? 1001 : draw.from([0, 1.5, 10, 30, 1000]);
      default:
        return 1 + draw.below(12);
    }
  }

  /** A cursor: mostly one of this list in this order. */
  cursor(list: string, order: string | null): string {
    const { draw, pools } = this;
    const own = pools.cursors.get(order ? `${list} ${order}` : list) ?? [];
    if (own.length > 0 && draw.happens(0.93)) return draw.from(own);
    const others = [...pools.cursors.values()].flat();
    if (others.length === 0 || draw.happens(0.4))
      return draw.from(["", "nonsense", "WyJMQVRFU1QiXQ", "bnVsbA"]);
    return draw.from(others);
  }
}

/** The name of a connection's order that an `orderBy` value asks for; null when the list has one order. */
export function orderAsked(args: readonly GraphQLArgument[], orderBy: unknown): string | null {
  const argument = args.find(({ name }) => name === "orderBy");
  if (!argument) return null;
  if (typeof orderBy === "string") return orderBy;
  return defaultOrders[argument.type.toString()] ?? null;
}

/** The order of a list when none is asked for, by the type of its `orderBy`. */
const defaultOrders: Readonly<Record<string, string>> = { ActorOrder: "NAME_ASC", SearchOrder: "RELEVANCE" };
