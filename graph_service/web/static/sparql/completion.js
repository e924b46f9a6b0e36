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
    preProcessToken: placed,
    postProcessSuggestion: (yasqe, token, iri) => short(iri),
    postprocessHints: (yasqe, hints) => hints.map(named),
  };
}

/** The IRIs that a beginning may mean: an IRI's own, else that of a word of its names, of one prefix if it is typed. */
function found(known, typed) {
  // A word that is whole asks for nothing more, and Enter is a new line again.
  if (labels.has(typed)) return [];
  if (typed.startsWith("<")) return iris(known.filter((one) => one.iri.startsWith(typed.slice(1))));
  const [, prefix, word] = /^(?:([\w-]*):)?(.*)$/s.exec(typed.trim());
  const space = terms.prefixes[prefix] ?? "";
  const held = known.filter((one) => one.iri.startsWith(space) && ` ${one.words}`.includes(` ${folded(word)}`));
  const first = held.filter((one) => one.words.startsWith(folded(word)));
  return iris([...first, ...held]);
}

function iris(proposals) {
  return [...new Set(proposals.map((one) => one.iri))].slice(0, MOST);
}

/** What a proposal replaces: nothing between two words; the whole word where SPARQL reads a keyword in it (AS-sociation). */
function placed(yasqe, token) {
  const line = yasqe.getDoc().getLine(yasqe.getDoc().getCursor().line).slice(0, token.end);
  if (!token.string.trim()) return { ...token, from: { ch: token.end }, to: { ch: token.end } };
  const [word] = /[\p{L}\d_-]*$/u.exec(line);
  if (word.length <= token.string.length) return token;
  return { ...token, string: word, from: { ch: token.end - word.length }, to: { ch: token.end } };
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
