// IRIs: how they are written short, and where this instance describes them (as addresses.py does for pages).
import { terms } from "./terms.js";

const { ontology, shared, own } = terms.spaces;

/** prefix:local where SPARQL allows it, else the IRI in brackets. */
export function short(iri) {
  for (const [prefix, namespace] of Object.entries(terms.prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[\p{L}_][\p{L}\d_-]*$/u.test(local)) return `${prefix}:${local}`;
  }
  return `<${iri}>`;
}

/** The address that an IRI leads to; empty for one that a browser must not open. */
export function address(iri) {
  if (iri.startsWith(ontology)) return `/ontology#${iri.slice(ontology.length)}`;
  for (const space of [own, shared]) {
    const path = iri.slice(space.length);
    if (iri.startsWith(space) && path.startsWith("id/")) return `/doc/${path.slice(3)}`;
    if (iri.startsWith(space) && path.startsWith("scheme/")) return `/${path}`;
  }
  return /^https?:\/\//i.test(iri) ? iri : "";
}

/** How a table writes an IRI: without the part that every thing here has in common. */
export function words(iri) {
  const space = [own, shared].find((one) => iri.startsWith(`${one}id/`) || iri.startsWith(`${one}scheme/`));
  return space ? iri.slice(space.length) : short(iri);
}

/** A link to what an IRI names, under its name or another. */
export function link(iri, text = words(iri)) {
  const target = address(iri);
  if (!target) return document.createTextNode(text);
  const made = document.createElement("a");
  made.href = target;
  made.textContent = text;
  if (!target.startsWith("/")) made.rel = "nofollow noreferrer";
  return made;
}
