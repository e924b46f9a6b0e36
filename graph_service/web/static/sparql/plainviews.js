// The answer as it came, and the answer of an ASK.
import { say } from "./terms.js";

const SHOWN = 100_000;

export class Raw {
  priority = 2;
  label = say("raw");

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results) && !this.yasr.results.hasError();
  }

  getIcon() {}

  draw() {
    const text = this.yasr.results.getOriginalResponseAsString();
    const place = Object.assign(document.createElement("pre"), { tabIndex: 0 });
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", say("raw"));
    place.textContent = text.length > SHOWN ? `${text.slice(0, SHOWN)}\n…` : text;
    this.yasr.resultsEl.append(place);
  }
}

export class Verdict {
  priority = 10;
  hideFromSelection = true;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean() === "boolean";
  }

  draw() {
    const words = say(this.yasr.results.getBoolean() ? "yes" : "no");
    this.yasr.resultsEl.append(Object.assign(document.createElement("p"), { className: "verdict", textContent: words }));
  }
}
