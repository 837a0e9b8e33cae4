import { quoted } from "../../../platform/file-import/refusals.js";
import { refuse } from "./import-refusals.js";

/** What an import asks about places. */
export interface ImportPlaces {
  /** The four-digit code of the municipality that holds a point (degrees, WGS 84), or null. */
  municipalityCodeAt(latitude: number, longitude: number): string | null;
  /** The four-digit code of the municipality of a postcode, or undefined. */
  municipalityCodeOfPostcode(postcode: string): string | undefined;
  /** Whether a four-digit code is a municipality's. */
  isMunicipalityCode(code: string): boolean;
  /** The four-digit code of the municipality with a name in lower case, without "Kommune"; or undefined. */
  municipalityCodeOfName(name: string): string | undefined;
}

/** A point in degrees (WGS 84). */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** The box around Denmark with Bornholm, in degrees: Gedser to Skagen, Blåvand to Christiansø, with some sea. */
const denmark = { south: 54.4, north: 57.9, west: 7.9, east: 15.4 } as const;

/**
 * How far from a municipality's land a point may be and still belong to it, in metres. The borders are drawn on a
 * grid of about 45 m without piers and harbour basins, where venues stand.
 */
export const reachMetres = 500;
const ringMetres = 50;
const directions = 16;
const metresPerDegree = 111_200;

/** Reads a point of Denmark from a latitude and a longitude as they are written; null when both are empty. */
export function readPoint(latitudeText: string, longitudeText: string): Point | null {
  if (latitudeText === "" && longitudeText === "") return null;
  if (latitudeText === "" || longitudeText === "") throw refuse("HALF_A_POINT");
  const latitude = readDegrees("latitude", latitudeText);
  const longitude = readDegrees("longitude", longitudeText);
  if (isInDenmark(longitude, latitude)) throw refuse("SWAPPED_COORDINATES", { latitude, longitude });
  if (!isInDenmark(latitude, longitude)) throw refuse("POINT_ABROAD", { latitude, longitude });
  return { latitude, longitude };
}

function readDegrees(column: string, text: string): number {
  if (/^[+-]?\d+,\d+$/.test(text)) throw refuse("DECIMAL_COMMA", { column, value: quoted(text) });
  if (!/^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text))
    throw refuse("INVALID_COORDINATE", { column, value: quoted(text) });
  return Number(text);
}

function isInDenmark(latitude: number, longitude: number): boolean {
  const { south, north, west, east } = denmark;
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east;
}

/**
 * The municipality of a point: whose land holds it, else the nearest within `reachMetres`.
 * @throws RowRefused when there is none
 */
export function municipalityOfPoint(places: ImportPlaces, point: Point): string {
  for (const code of municipalitiesAround(places, point)) return code;
  throw refuse("POINT_AT_SEA", { ...point, reach: reachMetres });
}

/** What a row of Samspil's own layout says of the municipality; each may be empty. */
export interface StatedPlace {
  readonly code: string;
  readonly name: string;
  readonly postcode: string;
  readonly point: Point | null;
}

/**
 * The municipality of a row: by its code, else by its name, else by its point, else by its postcode (which may cross
 * a border, so it is asked last); null when it says nothing.
 * @throws RowRefused for an unknown one, and when the point is farther than `reachMetres` from the one stated
 */
export function municipalityOfRow(
  places: ImportPlaces,
  { code, name, postcode, point }: StatedPlace,
): string | null {
  const ofPostcode = postcode === "" ? undefined : places.municipalityCodeOfPostcode(postcode);
  if (postcode !== "" && ofPostcode === undefined)
    throw refuse("UNKNOWN_POSTCODE", { value: quoted(postcode) });
  const stated = statedMunicipality(places, code, name);
  if (stated === null) return point ? municipalityOfPoint(places, point) : (ofPostcode ?? null);
  if (!point || places.municipalityCodeAt(point.latitude, point.longitude) === stated) return stated;
  const around = [...municipalitiesAround(places, point)];
  if (around.includes(stated)) return stated;
  const [found] = around;
  throw found === undefined
    ? refuse("POINT_AT_SEA", { ...point, reach: reachMetres })
    : refuse("POINT_ELSEWHERE", { ...point, found, stated });
}

function statedMunicipality(places: ImportPlaces, code: string, name: string): string | null {
  if (code !== "") {
    // Spreadsheets take the leading zero of 0101 away.
    const padded = /^\d{3}$/.test(code) ? `0${code}` : code;
    if (!places.isMunicipalityCode(padded)) throw refuse("UNKNOWN_MUNICIPALITY", { value: quoted(code) });
    return padded;
  }
  if (name === "") return null;
  const found =
    places.municipalityCodeOfName(name.toLowerCase().replace(/s? kommune$/, "")) ??
    places.municipalityCodeOfName(name.toLowerCase().replace(/ kommune$/, ""));
  if (found === undefined) throw refuse("UNKNOWN_MUNICIPALITY", { value: quoted(name) });
  return found;
}

/** The codes of the municipalities at a point and on rings around it, the nearest first; a code may come again. */
function* municipalitiesAround(places: ImportPlaces, { latitude, longitude }: Point): Generator<string> {
  const here = places.municipalityCodeAt(latitude, longitude);
  if (here !== null) yield here;
  const metresPerDegreeEast = metresPerDegree * Math.cos((latitude * Math.PI) / 180);
  for (let radius = ringMetres; radius <= reachMetres; radius += ringMetres) {
    for (let direction = 0; direction < directions; direction += 1) {
      const angle = (2 * Math.PI * direction) / directions;
      const code = places.municipalityCodeAt(
        latitude + (radius * Math.cos(angle)) / metresPerDegree,
        longitude + (radius * Math.sin(angle)) / metresPerDegreeEast,
      );
      if (code !== null) yield code;
    }
  }
}
