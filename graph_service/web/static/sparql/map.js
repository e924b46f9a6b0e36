// The answer as a map, where its rows have places: Leaflet without tiles, so that no other host is asked.
import { link } from "./addresses.js";
import { placeOf } from "./places.js";
import { count, say, several } from "./terms.js";
import { nameColumn } from "./values.js";

const MOST = 5000;
const NAMED = 25;
const LOOKED_AT = 1000;
const FOLDER = "/static/vendor/leaflet";

export class PlaceMap {
  priority = 5;
  label = say("map");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const rows = this.yasr.results?.getBindings() ?? [];
    return rows.slice(0, LOOKED_AT).some(placeOf);
  }

  getIcon() {}

  /** Leaflet comes with the first map. */
  initialize() {
    this.yasr.constructor.Dependencies.leaflet ??= brought(this.yasr);
    return this.yasr.constructor.Dependencies.leaflet;
  }

  draw() {
    this.destroy();
    const features = featuresOf(this.yasr.results.getBindings(), this.yasr.results.getVariables());
    const frame = Object.assign(document.createElement("div"), { className: "place-map" });
    const words = several("places", features.length);
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", say("map"));
    const told = features.length > MOST ? `${words} ${say("cut-places", { count: count(MOST) })}` : words;
    this.yasr.resultsEl.append(frame, Object.assign(document.createElement("p"), { className: "small", textContent: told }));
    this.map = drawn(frame, features.slice(0, MOST));
  }

  destroy() {
    this.map?.remove();
    this.map = undefined;
  }
}

function brought(yasr) {
  yasr.utils.addCSS(`${FOLDER}.css`);
  return yasr.utils.addScript(`${FOLDER}.js`);
}

function featuresOf(rows, columns) {
  const placed = rows.map((row) => ({ row, place: placeOf(row) })).filter((one) => one.place);
  const taken = new Set(placed.flatMap((one) => one.place.columns));
  const name = nameColumn(columns.filter((one) => !taken.has(one)), rows);
  return placed.map(({ row, place }) => ({ type: "Feature", geometry: place.geometry, properties: { row, name } }));
}

function drawn(frame, features) {
  const { L } = window;
  const map = L.map(frame, { attributionControl: false, zoomControl: false, preferCanvas: features.length > 500 });
  L.control.zoom({ zoomInTitle: say("zoom-in"), zoomOutTitle: say("zoom-out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const onEachFeature = named(features.length <= NAMED);
  const layer = L.geoJSON(features, { pointToLayer: (_, at) => L.circleMarker(at, { radius: 7 }), style, onEachFeature });
  map.fitBounds(layer.addTo(map).getBounds(), { maxZoom: 11, padding: [24, 24] });
  backgroundOf(map);
  return map;
}

/** Contours behind the places, where the page names an address that has them. */
async function backgroundOf(map) {
  const address = document.getElementById("workbench").dataset.contours;
  if (!address) return;
  const answer = await fetch(address);
  if (!answer.ok) return;
  const contours = window.L.geoJSON(await answer.json(), { interactive: false, style: () => ({ className: "around" }) });
  contours.addTo(map).bringToBack();
}

function style() {
  return { className: "place" };
}

/** Names stand on the map while they are few; a touch leads to the thing. */
function named(permanent) {
  return ({ properties }, layer) => {
    const { thing, words } = naming(properties);
    // An element: Leaflet reads a text as markup, and names come from whoever wrote the data.
    if (words) layer.bindTooltip(Object.assign(document.createElement("span"), { textContent: words }), { permanent, direction: "right", offset: [8, 0] });
    layer.bindPopup(() => popup(thing, words));
  };
}

function naming({ row, name }) {
  const thing = Object.values(row).find((cell) => cell.type === "uri")?.value;
  const words = row[name]?.type === "uri" ? undefined : row[name]?.value;
  return { thing, words };
}

function popup(thing, words) {
  const place = document.createElement("p");
  place.append(thing ? link(thing, words) : (words ?? ""));
  return place;
}
