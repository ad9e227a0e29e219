// The draft of an answer is kept on the server, a moment after the last key. What the server says it has, it has;
// a newer text in another window is never overwritten: the server keeps both and gives this one a new id.
const PAUSE = 1200; // milliseconds
const form = document.querySelector("form[data-autosave]");

if (form) {
  const box = form.querySelector("[data-answer]");
  const note = form.querySelector("[data-saved]");
  let kept = box.value;
  let timer = 0;
  let saving = null;

  const say = (words) => { note.textContent = words; };

  const save = async () => {
    if (saving || box.value === kept) return saving;
    const text = box.value;
    saving = fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { accept: "application/json" },
      redirect: "error",
    });
    try {
      const answer = await saving;
      if (!answer.ok) throw new Error(answer.status);
      const draft = await answer.json();
      if (draft.id) form.elements.id.value = draft.id;
      form.elements.revision.value = draft.revision ?? 0;
      kept = text;
      say(note.dataset.savedWords);
    } catch {
      say(note.dataset.unsavedWords);
    } finally {
      saving = null;
    }
    if (box.value !== kept) later();
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  box.addEventListener("input", () => { say(note.dataset.unsavedWords); later(); });

  // Send what the server will be asked to settle, under the id that it knows: wait for a save that is under way.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    const button = event.submitter;
    saving.catch(() => {}).then(() => setTimeout(() => form.requestSubmit(button), 0));
  });
}
