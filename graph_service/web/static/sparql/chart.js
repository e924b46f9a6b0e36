// The answer as bars: the first column of numbers against the first of names. The table stays beside it.
import { words as wordsOf } from "./addresses.js";
import { count, say } from "./terms.js";
import { nameColumn, numberColumn } from "./values.js";

const MOST = 40;
const NARROW = 560;
const BAR = 18;
const SPACE_FOR_NUMBER = 84;

export class Chart {
  priority = 4;
  label = say("chart");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const rows = this.yasr.results?.getBindings() ?? [];
    const columns = rows.length > 1 ? this.yasr.results.getVariables() : [];
    this.number = numberColumn(columns, rows);
    this.name = nameColumn(columns, rows);
    return Boolean(this.number && this.name);
  }

  getIcon() {}

  draw() {
    const rows = this.yasr.results.getBindings().filter((row) => row[this.number]);
    const bars = rows.slice(0, MOST).map((row) => ({ name: told(row[this.name]), value: Number(row[this.number].value) }));
    const words = say("bars", { number: this.number, name: this.name, count: count(bars.length) });
    const figure = document.createElement("figure");
    figure.className = "chart";
    figure.append(picture(bars, this.yasr.resultsEl.clientWidth || 640, words));
    figure.append(caption(rows.length > MOST ? `${words} ${say("cut-bars", { count: MOST })}` : words));
    this.yasr.resultsEl.append(figure);
  }
}

function told(cell) {
  if (!cell) return "—";
  return cell.type === "uri" ? wordsOf(cell.value) : cell.value;
}

/** Names above the bars on a phone, beside them where there is room. */
function picture(bars, width, words) {
  const above = width < NARROW;
  const left = above ? 0 : Math.min(260, width * 0.35);
  const step = above ? BAR * 2.4 : BAR * 1.5;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${bars.length * step + 4}`, role: "img", "aria-label": words });
  const scale = scaleOf(bars, width - left - SPACE_FOR_NUMBER);
  bars.forEach((bar, index) => {
    const top = index * step + (above ? BAR * 1.15 : 0);
    const x = left + scale(Math.min(0, bar.value));
    const long = Math.max(1, scale(Math.max(0, bar.value)) - scale(Math.min(0, bar.value)));
    drawing.append(svg("rect", { x, y: top, width: long, height: BAR, rx: 2 }));
    drawing.append(svg("text", { x: x + long + 6, y: top + 14, class: "number" }, count(bar.value, 2)));
    const place = above ? { x: 0, y: top - 5 } : { x: left - 10, y: top + 14, "text-anchor": "end" };
    drawing.append(svg("text", place, cut(bar.name, above ? width / 8 : left / 8)));
  });
  return drawing;
}

/** From a value to pixels; zero always has its place. */
function scaleOf(bars, room) {
  const least = Math.min(0, ...bars.map((bar) => bar.value));
  const most = Math.max(0, ...bars.map((bar) => bar.value));
  return (value) => ((value - least) / (most - least || 1)) * room;
}

function cut(words, longest) {
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}

function caption(words) {
  return Object.assign(document.createElement("figcaption"), { className: "small", textContent: words });
}

function svg(name, attributes, words = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = words;
  return made;
}
