import type { Polygon, Position } from "geojson";
import pointInPolygon from "point-in-polygon-hao";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { dataFile } from "./places-data.js";

/** One of the 311 polygons with the box around it, in degrees. */
interface MunicipalityPolygon {
  readonly code: string;
  readonly rings: Position[][];
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

let polygons: readonly MunicipalityPolygon[] | undefined;

/**
 * The four-digit code of the municipality whose land holds the point (degrees, WGS 84), or null: abroad, at sea, not a
 * number. The borders are those of 2014, drawn on a grid of about 45 m, so a harbour, a pier or a point at the water's
 * edge may answer null and a point within that distance of a border may answer the neighbour; whoever asks decides
 * what null means. On a border the municipality first in the source answers.
 */
export function municipalityCodeAt(latitude: number, longitude: number): string | null {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  polygons ??= readPolygons();
  const holder = polygons.find(
    ({ rings, west, south, east, north }) =>
      longitude >= west &&
      longitude <= east &&
      latitude >= south &&
      latitude <= north &&
      // 0 says "on the edge": every point of land belongs to somebody.
      pointInPolygon([longitude, latitude], rings) !== false,
  );
  return holder?.code ?? null;
}

function readPolygons(): MunicipalityPolygon[] {
  const topology: Topology<{ stdin: GeometryCollection<{ KOMKODE: string }> }> = JSON.parse(
    dataFile("municipality-polygons.topojson"),
  );
  return feature(topology, topology.objects.stdin).features.map(({ geometry, properties }) => {
    if (geometry.type !== "Polygon")
      throw new Error(`Municipality ${properties.KOMKODE} is drawn as ${geometry.type}`);
    return { code: properties.KOMKODE, rings: geometry.coordinates, ...boxAround(geometry) };
  });
}

function boxAround({ coordinates }: Polygon): Omit<MunicipalityPolygon, "code" | "rings"> {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (const [longitude = Number.NaN, latitude = Number.NaN] of coordinates[0] ?? []) {
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
  }
  return box;
}
