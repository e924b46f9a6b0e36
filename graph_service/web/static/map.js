// The network map where scripts run. Every state is an address: the page without this script shows the same.
"use strict";

const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
const DEPTHS = { region: 0, departement: 1, epci: 2, commune: 3, "": 4 };
// Zoom from which a level of territories is divided into the next.
const ZOOMS = [6.5, 8.5, 10.5, 12.5];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

class Atlas {
  constructor(frame) {
    this.frame = frame;
    this.words = frame.dataset;
    this.embedded = document.body.classList.contains("embedded");
    frame.hidden = false;
    document.getElementById("drawn").hidden = true;
    this.map = L.map(frame, { zoomControl: false, maxZoom: 18, zoomSnap: 0.5, zoomAnimation: !still, fadeAnimation: !still });
    L.control.zoom({ zoomInTitle: this.words.in, zoomOutTitle: this.words.out }).addTo(this.map);
    this.map.attributionControl.setPrefix(false);
    if (this.words.tiles) L.tileLayer(this.words.tiles, { maxZoom: 19 }).addTo(this.map);
    this.map.fitBounds(FRANCE);
    this.shown = L.featureGroup().addTo(this.map);
    this.map.on("zoomend", () => this.zoomed());
    this.read(this.words.state, true);
  }

  async read(address, fit) {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    try {
      const state = await json(address);
      const shapes = state.contours ? await json(state.contours).catch(() => null) : null;
      // Whoever moved on meanwhile does not want this answer any more.
      if (asked !== this.asked) return;
      this.state = state;
      this.tell("");
      this.draw(shapes, fit);
    } catch {
      this.tell(this.words.failed);
    }
  }

  // One sentence beside the map, or none; the drawing stands where nothing could be read at all.
  tell(sentence) {
    this.told ??= Object.assign(document.createElement("p"), { className: "notice" });
    this.told.textContent = sentence;
    this.told.setAttribute("role", "alert");
    if (sentence) this.frame.before(this.told);
    else this.told.remove();
    this.frame.hidden = Boolean(sentence) && !this.state;
    document.getElementById("drawn").hidden = !this.frame.hidden;
  }

  draw(shapes, fit) {
    this.shown.clearLayers();
    this.parts = new Map();
    const told = new Map(this.state.parts.map((part) => [part.code, part]));
    if (shapes) L.geoJSON(shapes, {
      style: (shape) => ({ className: `part ${told.get(shape.id)?.tone ?? (shape.id === this.state.own ? "here" : "plain")}`, weight: 1 }),
      onEachFeature: (shape, layer) => this.part(told.get(shape.id), layer),
    }).addTo(this.shown);
    for (const part of this.state.parts) this.bubble(part, part.point ?? this.parts.get(part.code)?.getBounds().getCenter());
    const things = this.things();
    if (this.state.near) L.circle(this.state.near.slice(0, 2), { radius: this.state.near[2] * 1000, className: "around", interactive: false }).addTo(this.shown);
    if (fit) this.fit(things);
  }

  part(part, layer) {
    if (layer.feature.id === this.state.own) this.parts.set(this.state.own, layer);
    if (!part) return;
    this.parts.set(part.code, layer);
    // An element, not a string: what is written would be read as markup.
    layer.bindTooltip(words(`${part.name} : ${part.told}`), { sticky: true });
    layer.on("click", () => this.open(part));
  }

  bubble(part, place) {
    if (!part.count || !place || this.located()) return;
    const size = 20 + Math.min(20, 6 * Math.log10(part.count));
    const icon = L.divIcon({ className: "bubble", html: String(part.count), iconSize: [size, size] });
    const marker = L.marker(place, { icon, title: `${part.name} : ${part.told}`, alt: `${part.name} : ${part.told}` });
    marker.on("click", () => this.open(part)).addTo(this.shown);
  }

  // Things of a whole country or région are told by their numbers; near to them, one by one.
  located() {
    return this.state.things.features.length > 0 && !["", "region"].includes(this.state.level) || Boolean(this.state.near);
  }

  things() {
    const cluster = L.markerClusterGroup({
      showCoverageOnHover: false, animate: !still, maxClusterRadius: 44,
      iconCreateFunction: (group) => L.divIcon({ className: "bubble", html: String(group.getChildCount()), iconSize: [30, 30] }),
    });
    if (this.located()) L.geoJSON(this.state.things, {
      pointToLayer: (thing, place) => L.marker(place, {
        icon: L.divIcon({ className: "pin", iconSize: [16, 16] }), title: thing.properties.label, alt: thing.properties.label,
      }),
      onEachFeature: (thing, layer) => layer.bindPopup(() => card(thing.properties)),
    }).addTo(cluster);
    cluster.addTo(this.shown);
    return cluster;
  }

  fit(things) {
    const bounds = this.state.near ? L.latLng(this.state.near[0], this.state.near[1]).toBounds(this.state.near[2] * 2000)
      : this.state.territory ? L.featureGroup([...this.parts.values()]).getBounds() : L.latLngBounds(FRANCE);
    const whole = bounds.isValid() ? bounds : things.getBounds();
    if (!whole.isValid()) return;
    this.moving = true;
    this.map.fitBounds(whole, { animate: false, maxZoom: 14, padding: [8, 8] });
    this.moving = false;
    this.zoom = this.map.getZoom();
  }

  // A click tells what is there; entering it is one step more, by the button or by zooming.
  async open(part) {
    if (this.embedded) return this.go(part.address);
    const panel = document.getElementById("map-panel");
    const answer = await fetch(part.address.replace(/^\/map/, "/map/panel")).catch(() => null);
    if (!answer?.ok) return this.tell(this.words.failed);
    panel.innerHTML = await answer.text();
    const enter = document.createElement("button");
    enter.type = "button";
    enter.textContent = `${this.words.enter} ${part.name}`;
    enter.addEventListener("click", () => this.go(part.address));
    panel.querySelector("h2").after(enter);
    return undefined;
  }

  zoomed() {
    if (this.moving || !this.state || this.state.near) return;
    const zoom = this.map.getZoom();
    const depth = DEPTHS[this.state.below];
    const inwards = zoom > (this.zoom ?? zoom);
    this.zoom = zoom;
    if (inwards && depth < 3 && zoom >= ZOOMS[depth]) {
      const centre = this.map.getCenter();
      const under = this.state.parts.filter((part) => this.parts.get(part.code)?.getBounds().contains(centre));
      const nearest = under.sort((a, b) => distance(a, centre) - distance(b, centre))[0];
      if (nearest) this.go(nearest.address, false);
    } else if (!inwards && depth > 0 && this.state.parent && !this.embedded && zoom < ZOOMS[depth - 1] - 1) {
      this.go(this.state.parent, false);
    }
  }

  async go(address, fit = true, push = true) {
    const base = location.pathname;
    const query = address.slice(address.indexOf("?"));
    const asked = address.includes("?") ? query : "";
    const wanted = fetch(base + asked, { headers: { Accept: "text/html" } }).catch(() => null);
    const [page] = await Promise.all([wanted, this.read(`/map.json${asked}`, fit)]);
    if (!page?.ok) return;
    const found = new DOMParser().parseFromString(await page.text(), "text/html");
    for (const id of ["map-told", "map-panel", "map-list"]) {
      const here = document.getElementById(id), there = found.getElementById(id);
      if (here && there) here.replaceChildren(...there.childNodes);
    }
    document.title = found.title;
    if (push) history.pushState(null, "", base + asked);
  }
}

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function words(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function distance(part, centre) {
  return part.point ? centre.distanceTo(part.point) : Infinity;
}

function card(thing) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.textContent = thing.label;
  if (thing.address) link.href = thing.address;
  const told = document.createElement("p");
  told.textContent = [thing.kinds, thing.summary].filter(Boolean).join(" · ");
  box.append(link, told);
  return box;
}

const frame = document.getElementById("atlas");
if (frame && window.L) {
  const atlas = new Atlas(frame);
  addEventListener("popstate", () => atlas.go(location.pathname + location.search, true, false));
  document.querySelector("main").addEventListener("click", (event) => {
    const link = event.target.closest(`a[href^="${location.pathname}?"], a[href="${location.pathname}"]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    atlas.go(link.getAttribute("href"));
  });
  const near = document.getElementById("near-me");
  if (near && navigator.geolocation) {
    near.hidden = false;
    near.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      // About a hundred metres: near enough, and no more is told.
      document.getElementById("near").value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
      near.form.requestSubmit();
    }, () => atlas.tell(near.dataset.refused)));
  }
}
