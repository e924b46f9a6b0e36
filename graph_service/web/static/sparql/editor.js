// The editor of /sparql: a query above, its answer below. Without this script the page's plain form does the same.
import { offerDownloads } from "./downloads.js";
import { offerExamples } from "./examples.js";
import { drawEditor } from "./query.js";
import { drawResults, outcome } from "./results.js";
import { share } from "./sharing.js";
import { say } from "./terms.js";

const at = (id) => document.getElementById(id);
const run = at("run");
const words = { run: run.textContent, stop: say("stop") };

at("workbench").hidden = false;
const editor = drawEditor(at("query-editor"), at("query").value);
const results = drawResults(at("results"));
// Two editors of one query would be one too many; the form stays a link away.
at("plain").hidden = true;
if (new URLSearchParams(location.search).has("example")) editor.setValue(at("query").value);

let asked = null;
let stopped = false;

offerExamples(at("examples"), editor, tell);
at("share").addEventListener("click", () => share(editor.getValue(), tell));
run.addEventListener("click", () => (asked === null ? editor.query().catch(() => {}) : editor.abortQuery()));
// A link is of the query it was made for.
editor.on("change", () => (at("shared").hidden = true));
editor.on("query", begin);
editor.on("queryAbort", () => (stopped = true));
editor.on("queryResponse", (_, response, milliseconds) => end(response, milliseconds));

function begin() {
  asked = editor.getValue();
  stopped = false;
  editor.saveQuery();
  run.textContent = words.stop;
  tell(say("running"));
}

function end(response, milliseconds) {
  const query = asked;
  asked = null;
  run.textContent = words.run;
  if (stopped) return tell(say("stopped"));
  // An empty graph is an answer too: Yasr takes a response without content for none.
  if (response.ok) response.content ||= "\n";
  at("answer").hidden = false;
  results.setResponse(response, milliseconds);
  tell(outcome(results, response, milliseconds));
  at("downloads").hidden = results.results.hasError();
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(editor.getQueryType());
  offerDownloads(at("downloads"), query, graph ? "triples" : "solutions");
}

function tell(sentence) {
  at("status").textContent = sentence;
}
