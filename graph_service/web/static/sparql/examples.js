// The questions of the library, put into the editor instead of another page.
import { say } from "./terms.js";

/** Let the form of examples fill an editor. */
export function offerExamples(form, editor, tell) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = form.elements.example.selectedOptions[0];
    const answer = await fetch(`/queries/${chosen.value}.rq`);
    if (!answer.ok) return tell(say("unloaded"));
    editor.setValue(edited(chosen.label, await answer.text()));
    editor.saveQuery();
    tell(say("loaded", { title: chosen.label }));
  });
}

/** The question as one edits it: its title instead of the header that the library reads. */
function edited(title, text) {
  const lines = text.split("\n").filter((line) => !line.startsWith("#+"));
  return [`# ${title}`, ...lines].join("\n");
}
