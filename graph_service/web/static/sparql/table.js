// The answer as a table that a screen reader can read: rows by portions, things as links to their pages here.
import { link } from "./addresses.js";
import { count, say } from "./terms.js";
import { isNumber } from "./values.js";

const PORTION = 100;

export class Table {
  priority = 10;
  label = say("table");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return this.yasr.results?.getBindings() != null;
  }

  getIcon() {}

  draw() {
    const rows = this.yasr.results.getBindings();
    if (!rows.length) return void this.yasr.resultsEl.append(sentence(say("no-row")));
    const columns = this.yasr.results.getVariables();
    const { frame, body } = drawn(columns);
    this.yasr.resultsEl.append(frame);
    this.grow(body, columns, rows, frame);
  }

  grow(body, columns, rows, frame) {
    const start = body.rows.length;
    body.append(...rows.slice(start, start + PORTION).map((row) => line(columns, row)));
    this.more?.remove();
    const left = rows.length - body.rows.length;
    if (left <= 0) return;
    this.more = more(body.rows.length, rows.length, () => {
      this.grow(body, columns, rows, frame);
      // Whoever reads with the keyboard goes on where the new rows begin.
      body.rows[start + PORTION].focus();
    });
    frame.after(this.more);
  }
}

function drawn(columns) {
  const frame = Object.assign(document.createElement("div"), { className: "scroll", tabIndex: 0 });
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", say("table"));
  const table = frame.appendChild(document.createElement("table"));
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name }));
  }
  return { frame, body: table.createTBody() };
}

function line(columns, row) {
  const made = Object.assign(document.createElement("tr"), { tabIndex: -1 });
  for (const name of columns) fill(made.insertCell(), row[name]);
  return made;
}

function fill(cell, value) {
  if (!value) return;
  if (value.type === "uri") return cell.append(link(value.value));
  cell.textContent = value.value;
  if (value["xml:lang"]) cell.lang = value["xml:lang"];
  if (isNumber(value)) cell.className = "n";
}

function more(shown, all, grow) {
  const place = sentence(`${say("shown", { shown: count(shown), count: count(all) })} `);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  button.textContent = say("more", { count: count(Math.min(PORTION, all - shown)) });
  button.addEventListener("click", grow);
  place.append(button);
  return place;
}

function sentence(words) {
  return Object.assign(document.createElement("p"), { textContent: words });
}
