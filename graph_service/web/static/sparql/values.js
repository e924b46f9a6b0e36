// What the columns of a result hold: numbers, names. The plugins ask here whether they apply.
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger"]
    .map((name) => XSD + name),
);
const COORDINATES = /^(lat|long?|latitude|longitude)$/i;

export const isNumber = (cell) => NUMBERS.has(cell?.datatype) && Number.isFinite(Number(cell.value));
export const isCoordinate = (name) => COORDINATES.test(name);

/** The first column of numbers that are no coordinates. */
export function numberColumn(columns, rows) {
  return columns.find((name) => !isCoordinate(name) && holds(name, rows, isNumber));
}

/** The column that names the rows: the first of texts, else the first of things. */
export function nameColumn(columns, rows) {
  const isText = (cell) => cell.type !== "uri" && cell.type !== "bnode" && !isNumber(cell);
  const isThing = (cell) => cell.type === "uri";
  return [isText, isThing].map((kind) => columns.find((name) => holds(name, rows, kind))).find(Boolean);
}

function holds(name, rows, kind) {
  const cells = rows.map((row) => row[name]).filter(Boolean);
  return cells.length > 0 && cells.every(kind);
}
