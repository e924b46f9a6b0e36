// Completes names in forms. Without it, a name or a code that is typed whole works the same.
"use strict";

for (const field of document.querySelectorAll("input[data-suggest]")) {
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => complete(field), 150);
  });
}

async function complete(field) {
  if (field.value.length < 2) return;
  const { suggest, scheme, names } = field.dataset;
  const asked = new URLSearchParams({ q: field.value });
  for (const kind of suggest.split(" ").filter(Boolean)) asked.append("kind", kind);
  if (scheme) asked.append("scheme", scheme);
  const answer = await fetch(`/suggest?${asked}`);
  if (!answer.ok) return;
  const options = (await answer.json()).map((one) => {
    const code = one.iri.slice(one.iri.lastIndexOf("/") + 1);
    const shown = scheme ? one.label : `${one.label} (${code})`;
    // Where a name may be kept as it is read, it is; elsewhere its code goes into the address.
    return new Option(shown, names === undefined ? code : shown);
  });
  field.list.replaceChildren(...options);
}
