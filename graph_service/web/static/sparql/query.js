// The query's side: Yasqe with its endpoint fixed to this instance, our completion, and a keyboard that may leave.
import { complete, proposeWhileTyping } from "./completion.js";
import { sharedQuery } from "./sharing.js";
import { language, say } from "./terms.js";

const LONGEST_ADDRESS = 4000;
const MOST_ROWS = 10_000;

/** The editor, drawn in a place, with the query that it begins with. */
export function drawEditor(place, text) {
  complete(window.Yasqe);
  const editor = new window.Yasqe(place, { ...settings(), value: text, requestConfig: requests() });
  inOurWords(editor);
  proposeWhileTyping(editor);
  return editor;
}

function settings() {
  return {
    persistenceId: "maillage_query",
    editorHeight: "",
    resizeable: false,
    showQueryButton: false,
    createShareableLink: null,
    consumeShareLink: (editor) => sharedQuery() && editor.setValue(sharedQuery()),
    screenReaderLabel: say("query"),
    // Tab goes to the next thing of the page instead of being kept (WCAG 2.1.2).
    extraKeys: { Tab: false, "Shift-Tab": false },
  };
}

function requests() {
  return {
    endpoint: `${location.origin}/sparql`,
    // A short query by GET can be kept by the browser and by the service.
    method: (editor) => (encodeURIComponent(editor.getValue()).length < LONGEST_ADDRESS ? "GET" : "POST"),
    // More rows than this are for a file, not for a page.
    args: [{ name: "limit", value: String(MOST_ROWS) }],
    headers: { "Accept-Language": language },
    acceptHeaderGraph: "text/turtle",
    acceptHeaderSelect: "application/sparql-results+json",
  };
}

/** What the editor says in English, said in the page's language, and without markup that the page's policy refuses. */
function inOurWords(editor) {
  const notify = editor.showNotification.bind(editor);
  editor.showNotification = (key) => notify(key, say("completes"));
  const mark = editor.setGutterMarker.bind(editor);
  editor.setGutterMarker = (line, gutter, sign) => mark(line, gutter, sign && warning());
  // CodeMirror tells that a list is open by this attribute alone: some lists close without an event.
  const lists = new MutationObserver(() => announce(editor.getInputField()));
  lists.observe(editor.getInputField(), { attributeFilter: ["aria-owns"] });
  editor.getInputField().setAttribute("aria-describedby", "keys");
  editor.checkSyntax();
}

/** The list of proposals, for a screen reader: what it is called, and whose it is. */
function announce(field) {
  const list = document.getElementById(field.getAttribute("aria-owns"));
  list?.setAttribute("aria-label", say("proposals"));
  list?.removeAttribute("aria-expanded");
  const said = { role: "combobox", "aria-controls": list?.id, "aria-expanded": "true", "aria-haspopup": "listbox" };
  for (const [name, value] of Object.entries(said)) {
    if (list) field.setAttribute(name, value);
    else field.removeAttribute(name);
  }
}

function warning() {
  const sign = document.createElement("span");
  sign.className = "syntax-warning";
  sign.title = say("invalid");
  return sign;
}
