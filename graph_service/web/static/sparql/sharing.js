// Links to a query: it stands after #, which no server receives; the address of a page stays what it was.
import { say } from "./terms.js";

/** The query that the address brings, if any. */
export function sharedQuery() {
  return new URLSearchParams(location.hash.slice(1)).get("query");
}

/** The link to a query. */
export function linkTo(query) {
  const kept = new URLSearchParams(location.search);
  const language = kept.get("lang") ? `?lang=${encodeURIComponent(kept.get("lang"))}` : "";
  return `${location.origin}${location.pathname}${language}#query=${encodeURIComponent(query)}`;
}

/** Show the link, selected, and copy it where the browser lets us. */
export async function share(query, tell) {
  const field = document.getElementById("link");
  document.getElementById("shared").hidden = false;
  field.value = linkTo(query);
  field.focus();
  field.select();
  tell(say(await copied(field.value) ? "copied" : "ready"));
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
