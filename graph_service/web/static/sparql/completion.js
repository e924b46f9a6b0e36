// Completion from our own ontology: classes after `a`, properties before, concepts behind, found by name in either
// language. The editor's own completers of classes and properties ask another host; these take their place.
import { short } from "./addresses.js";
import { language, terms } from "./terms.js";

const MOST = 60;
const PAUSE = 150;
const labels = new Map();

/** Register the completers of an editor's class. */
export function complete(Yasqe) {
  const prefixes = Object.entries(terms.prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes", get: prefixes, bulk: false });
  Yasqe.forkAutocompleter("class", { name: "class", ...completer(terms.classes) });
  Yasqe.forkAutocompleter("property", { name: "property", ...completer(terms.properties) });
  Yasqe.registerAutocompleter({ name: "concept", isValidCompletionPosition: isObject, ...completer(terms.concepts) });
}

/** Propose once a word has begun: while one types, not while the cursor only passes. */
export function proposeWhileTyping(editor) {
  let waiting = 0;
  editor.on("inputRead", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const word = editor.getCompleteToken().string;
      if (/[\p{L}:-]{2}$/u.test(word) && !labels.has(word) && !editor.state.completionActive) editor.autocomplete();
    }, PAUSE);
  });
}

function completer(proposals) {
  for (const one of proposals) labels.set(short(one.iri), one[language]);
  const known = proposals.map((one) => ({ iri: one.iri, words: folded(`${local(one.iri)} ${one.fr} ${one.en}`) }));
  return {
    bulk: false,
    autoShow: false,
    get: (yasqe, token) => found(known, token.string),
    preProcessToken: (yasqe, token) => placed(token),
    postProcessSuggestion: (yasqe, token, iri) => short(iri),
    postprocessHints: (yasqe, hints) => hints.map(named),
  };
}

/** The IRIs that hold every word typed, those that begin with them first; a prefix or a bracket is no word. */
function found(known, typed) {
  const wanted = folded(typed.trim().replace(/^(<|[\w-]*:)/, "").replace(/^\/\/.*[/#]/, ""));
  const held = known.filter((one) => ` ${one.words}`.includes(` ${wanted}`));
  const first = held.filter((one) => one.words.startsWith(wanted));
  return [...new Set([...first, ...held])].slice(0, MOST).map((one) => one.iri);
}

/** Between two words, a proposal is put where the cursor is and does not replace the space. */
function placed(token) {
  if (token.string.trim()) return token;
  return { ...token, from: { ch: token.end }, to: { ch: token.end } };
}

function named(hint) {
  const label = labels.get(hint.text);
  return { ...hint, displayText: label ? `${hint.text} · ${label}` : hint.text };
}

function isObject(yasqe) {
  const token = yasqe.getCompleteToken();
  if (!token.string.trim() || /^[?$"'_]/.test(token.string)) return false;
  if (token.state.possibleCurrent.includes("a")) return false;
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return Boolean(before.state.lastProperty) && !["a", "rdf:type"].includes(before.state.lastProperty);
}

function local(iri) {
  return iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
