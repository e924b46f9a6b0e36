// The same answer in files, as the service gives them.
import { say } from "./terms.js";

const FORMATS = { solutions: ["csv", "tsv", "json", "xml"], triples: ["turtle", "ntriples", "jsonld", "rdfxml"] };
const LONGEST = 15_000;

/** Offer the files of a query's answer. */
export function offerDownloads(place, query, kind) {
  const links = FORMATS[kind].map((format) => file(query, format));
  if (links[0].href.length > LONGEST) return place.replaceChildren(say("too-long"));
  place.replaceChildren(say("download"), ...links.flatMap((one) => [" ", one]));
}

function file(query, format) {
  const made = document.createElement("a");
  made.href = `/sparql?${new URLSearchParams({ query, format })}`;
  made.download = "";
  made.textContent = format;
  return made;
}
