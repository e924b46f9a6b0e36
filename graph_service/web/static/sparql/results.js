// The answer's side: Yasr with our plugins only, one sentence for how it went, and the files of the same answer.
import { Chart } from "./chart.js";
import { PlaceMap } from "./map.js";
import { Raw, Verdict } from "./plainviews.js";
import { problemOf, refusal } from "./refusal.js";
import { Table } from "./table.js";
import { count, several, say, terms } from "./terms.js";

const VIEWS = { table: Table, map: PlaceMap, chart: Chart, response: Raw, boolean: Verdict };

/** The results, drawn in a place. */
export function drawResults(place) {
  const { Yasr } = window;
  for (const [name, plugin] of Object.entries(VIEWS)) Yasr.registerPlugin(name, plugin);
  const results = new Yasr(place, {
    persistenceId: null,
    pluginOrder: ["table", "map", "chart", "response"],
    prefixes: terms.prefixes,
    errorRenderers: [async (error) => refusal(error.text)],
  });
  tidy(results);
  results.on("drawn", () => showViews(results));
  return results;
}

/** How a query went, in one sentence. */
export function outcome(results, response, milliseconds) {
  if (results.results.hasError()) return problemOf(response?.message)?.title ?? say("refused");
  const seconds = count(milliseconds / 1000, 2);
  const rows = results.results.getBindings();
  const told = rows ? several("rows", rows.length, { seconds }) : say("answered", { seconds });
  const cut = response.headers.get("Maillage-Truncated") === "true";
  return cut ? `${told} ${say("truncated")}` : told;
}

/** What Yasr draws around a result and we draw elsewhere, or not at all: help of another site, a copy of the size. */
function tidy(results) {
  const drawn = ".yasr_response_chip, .yasr_external_ref_btn, .yasr_downloadIcon, .yasr_plugin_control, .space_element";
  for (const part of results.rootEl.querySelectorAll(drawn)) part.remove();
  results.fallbackInfoEl.hidden = true;
  const views = results.headerEl.querySelector("ul");
  views.setAttribute("aria-label", say("views"));
  for (const button of views.querySelectorAll("button")) button.removeAttribute("aria-label");
}

/** A view that does not apply is not offered; the one that is shown says so. */
function showViews(results) {
  const shown = results.getSelectedPlugin()?.canHandleResults() ? results.getSelectedPluginName() : "table";
  const offered = Object.keys(VIEWS).filter((name) => !results.plugins[name].hideFromSelection);
  for (const name of offered) {
    const button = results.headerEl.querySelector(`.select_${name}`);
    button.parentElement.hidden = !results.plugins[name].canHandleResults();
    button.setAttribute("aria-pressed", String(name === shown));
  }
  // One way to see an answer is no choice: a refusal, an ASK.
  results.headerEl.hidden = !results.plugins.table.canHandleResults();
}
