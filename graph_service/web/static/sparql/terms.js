// What the server knows and the editor needs: prefixes, names of terms in both languages, and the editor's own words.
export const language = document.documentElement.lang === "en" ? "en" : "fr";

const answer = await fetch("/sparql/terms.json");
export const terms = await answer.json();

/** A word of the editor in the reader's language, its {blanks} filled. */
export function say(key, values = {}) {
  return terms.words[key][language].replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
}

/** A sentence about a number of things, which exists for one and for several. */
export function several(key, number, values = {}) {
  // Zero is singular in French and plural in English.
  const one = new Intl.PluralRules(language).select(number) === "one";
  return say(one ? `${key}-one` : key, { count: count(number), ...values });
}

/** A number as the reader writes it. */
export function count(number, digits = 0) {
  return number.toLocaleString(language, { maximumFractionDigits: digits });
}
