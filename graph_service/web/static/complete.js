// Completes the names of territories in forms. Without it, a name or a code that is typed whole works the same.
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
  const asked = new URLSearchParams({ q: field.value, kind: field.dataset.suggest });
  const answer = await fetch(`/suggest?${asked}`);
  if (!answer.ok) return;
  const options = (await answer.json()).map((one) => {
    const code = one.iri.slice(one.iri.lastIndexOf("/") + 1);
    return new Option(`${one.label} (${code})`, code);
  });
  field.list.replaceChildren(...options);
}
