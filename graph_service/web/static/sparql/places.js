// The places that rows tell: ?lat and ?long, or a cell in WKT or GeoJSON; each as a GeoJSON geometry.
import { isNumber } from "./values.js";

const KINDS = { POINT: "Point", LINESTRING: "LineString", POLYGON: "Polygon", MULTIPOLYGON: "MultiPolygon",
  MULTIPOINT: "MultiPoint", MULTILINESTRING: "MultiLineString" };
const WKT = /^\s*(?:<[^>]*>\s*)?([A-Z]+)\s*(\(.*\))\s*$/is;

/** The geometry of a row, and the columns that it comes from; null if it has none. */
export function placeOf(row) {
  for (const [name, cell] of Object.entries(row)) {
    const geometry = ofCell(cell);
    if (geometry) return { geometry, columns: [name] };
  }
  return ofPair(row);
}

function ofPair(row) {
  const name = (pattern) => Object.keys(row).find((key) => pattern.test(key) && isNumber(row[key]));
  const columns = [name(/^long?(itude)?$/i), name(/^lat(itude)?$/i)];
  if (!columns[0] || !columns[1]) return null;
  const coordinates = columns.map((column) => Number(row[column].value));
  return { geometry: { type: "Point", coordinates }, columns };
}

function ofCell(cell) {
  if (cell.type === "uri" || cell.type === "bnode") return null;
  try {
    if (cell.datatype?.endsWith("geoJSONLiteral")) return JSON.parse(cell.value);
    return ofWkt(cell.value);
  } catch {
    return null;
  }
}

/** WKT is GeoJSON in other brackets: pairs of numbers between commas. */
function ofWkt(text) {
  const [, word, body] = WKT.exec(text) ?? [];
  const type = KINDS[word?.toUpperCase()];
  if (!type) return null;
  const pairs = body.replace(/(-?[\d.]+(?:e[-+]?\d+)?)\s+(-?[\d.]+(?:e[-+]?\d+)?)(?:\s+-?[\d.]+)*/gi, "[$1,$2]");
  const [coordinates] = JSON.parse(`[${pairs.replaceAll("(", "[").replaceAll(")", "]")}]`);
  return { type, coordinates: type === "Point" ? coordinates[0] : coordinates };
}
