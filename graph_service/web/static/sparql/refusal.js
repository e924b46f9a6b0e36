// A refusal of the service (RFC 9457): its sentence, never the document that carries it.
import { say } from "./terms.js";

/** The problem that the text of an answer is; null for anything else. */
export function problemOf(text) {
  try {
    const problem = JSON.parse(text);
    return problem?.detail ? problem : null;
  } catch {
    return null;
  }
}

/** What the page shows of a refusal. */
export function refusal(text) {
  const problem = problemOf(text);
  const place = document.createElement("div");
  place.setAttribute("role", "alert");
  place.append(Object.assign(document.createElement("p"), { textContent: problem?.detail ?? say("unreachable") }));
  if (problem?.type) place.append(explained(problem.type));
  return place;
}

function explained(type) {
  const made = Object.assign(document.createElement("a"), { textContent: say("explained") });
  // The type is an IRI of the shared space, which this instance explains under the same path.
  made.href = new URL(type).pathname.replace(/^\/maillage/, "");
  return made;
}
