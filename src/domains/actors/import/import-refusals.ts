import { refusalsOf } from "../../../platform/file-import/refusals.js";

/** Why a row of a file of actors is not taken, or a node of a graph. */
export const actorRefusals = refusalsOf({
  // What it says
  UNKNOWN_KIND: "{value} is no kind of actor",
  INVALID_SLUG: "the slug {value} is not made of a-z, 0-9 and single hyphens, at most {limit} characters",
  INVALID_ID: "{value} is no {scheme} id",
  INVALID_LINK: "{value} is no http or https address of at most 2000 characters",
  TOO_MANY: "{column} holds more than {limit}",
  UNKNOWN_GENRE: "there is no genre {value}; genres are slugs separated by |",
  NOT_RECOGNISABLE:
    "neither a slug nor a MusicBrainz, Wikidata or OpenStreetMap id is given, so that a second import could not recognise it; " +
    "the slug could be {suggestion}",
  // Where it is
  HALF_A_POINT: "latitude and longitude are given together or not at all",
  DECIMAL_COMMA: "{column} {value} has a decimal comma; write a point",
  INVALID_COORDINATE: "{column} {value} is no number of degrees",
  SWAPPED_COORDINATES: "latitude {latitude} and longitude {longitude} are the wrong way round",
  POINT_ABROAD: "the point {latitude}, {longitude} is not in Denmark",
  POINT_AT_SEA: "the point {latitude}, {longitude} is farther than {reach} metres from every municipality",
  POINT_ELSEWHERE: "the point {latitude}, {longitude} is in municipality {found}, not in {stated}",
  UNKNOWN_PRECISION: "{value} is no precision; EXACT, NEAR and MUNICIPALITY are",
  EXACT_LOCATION_OF_ARTIST:
    "an artist's point may be a home and is never imported with precision EXACT; NEAR and MUNICIPALITY may be",
  UNKNOWN_MUNICIPALITY: "no municipality is called or has the code {value}",
  UNKNOWN_POSTCODE: "there is no postcode {value}",
  // OpenStreetMap
  SHOP: "{tag} is a shop, and shops are no actors",
  NO_ACTOR: "{tag} does not say that it is a music actor",
  // What is stored or was in the file already
  REPEATED: "line {line} has the same {key}",
  SAME_ACTOR: "line {line} is the same actor, {slug}",
  IDS_DISAGREE: "its slug and ids belong to different actors: {slugs}",
  KIND_DIFFERS: "{slug} is a {stored}, and a kind is for good",
  CLAIMED: "{slug} has an owner, whose profile an import never changes",
});

export const refuse = actorRefusals.refuse;
