// The questions of the library, put into the editor instead of another page.
import { language, say } from "./terms.js";

/** Let the form of examples fill an editor. */
export function offerExamples(form, editor, tell) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = form.elements.example.selectedOptions[0];
    const answer = await fetch(`/sparql/examples/${chosen.value}.rq?lang=${language}`);
    if (!answer.ok) return tell(say("unloaded"));
    editor.setValue(await answer.text());
    editor.saveQuery();
    tell(say("loaded", { title: chosen.label }));
  });
}
