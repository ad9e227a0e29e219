// The draft of an answer is kept on the server: at the first key, so that a colleague sees that it is being written, a
// moment after the last one, and every few seconds while one writes on. What the server says it has, it has;
// a newer text in another window is never overwritten: the server keeps both and gives this one a new id. What it will
// not take (nobody is signed in, the letter is not hers any more) is not sent again until something has changed: a key,
// or coming back to this tab.
import { hold } from "./held.js";

const PAUSE = 1200; // milliseconds
const WRITING_ON = 3000; // milliseconds from one save to the next
const LONGEST_PAUSE = 30_000; // milliseconds, where the server does not answer
const PATIENCE = 1500; // milliseconds
const OUTLIVES = 20_000; // characters: what a request may carry that outlives its page, 64 KiB (Fetch, section 4.6)
const LINGERS = 1500; // milliseconds: until then the page before this one may not be quite gone
const SIGNED_OUT = "401";
const form = document.querySelector("form[data-autosave]");

if (form) {
  const box = form.querySelector("[data-answer]");
  const note = form.querySelector("[data-saved]");
  const beside = form.querySelector("[data-beside]"); // what goes along with the text: a class letter's question
  const written = () => (beside ? [box.value, beside.value].join("\u0000") : box.value);
  // Not what stands there now: one can have typed before this ran. A form that came back is not kept anywhere.
  let kept = form.hasAttribute("data-returned") ? null : beside ? [box.defaultValue, beside.defaultValue].join("\u0000") : box.defaultValue;
  let timer = 0;
  let pause = PAUSE;
  let begun = -Infinity; // when the last save began
  let refused = false;
  let saving = null;
  let sending = false;

  const say = (words) => { note.textContent = words; };
  const noLine = (which) => {
    for (const words of form.querySelectorAll("[data-no-line]")) words.hidden = words.dataset.noLine !== which;
  };

  // `address` is that of pages, which come to a draft also where nothing is written.
  const save = async (address = "") => {
    if (sending || saving || (!address && written() === kept)) return;
    const mine = saving = keep(address);
    await mine;
    if (saving === mine) saving = null;
  };
  const keep = async (address) => {
    const text = written();
    begun = performance.now();
    try {
      const answer = await fetch(address || form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { accept: "application/json" },
        redirect: "error",
        keepalive: text.length < OUTLIVES,
      });
      refused = answer.status >= 400 && answer.status < 500;
      if (!answer.ok) throw new Error(answer.status);
      const draft = await answer.json();
      if (draft.id) form.elements.id.value = draft.id;
      form.elements.revision.value = draft.revision ?? 0;
      kept = text;
      noLine("");
      if (written() === text) held?.letGo();
      else held?.put();
      pause = PAUSE;
      if (written() === text) {
        say(note.dataset.savedWords);
        form.dispatchEvent(new CustomEvent("everyletter:saved"));
      }
    } catch (problem) {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      const { signedOutWords, hereWords, unsavedWords } = note.dataset;
      say(problem.message === SIGNED_OUT ? signedOutWords : held?.works() ? hereWords : unsavedWords);
    }
    if (written() !== kept && !refused) later();
  };

  const later = () => {
    clearTimeout(timer);
    const due = Math.max(0, begun + WRITING_ON - performance.now());
    timer = setTimeout(() => save(), pause > PAUSE ? pause : Math.min(PAUSE, due));
  };

  const held = form.dataset.about ? hold(form, {
    text: () => ({
      draft: form.elements.id.value, revision: Number(form.elements.revision.value), body: box.value,
      letters: Array.from(form.querySelectorAll("[name=letter]"), ({ value }) => value),
    }),
    others: () => Array.from(form.querySelectorAll(".kept .words"), (words) => words.textContent),
    untouched: () => written() === kept,
    stand: (text) => {
      box.value = text;
      later();
    },
    again: async (touch) => { // what the school has now, the newest in the box
      if (touch && Number(form.elements.revision.value)) {
        kept = null;
        await save();
      }
      if (written() === kept) location.replace(form.dataset.desk);
    },
  }) : null;

  const typed = () => {
    held?.put();
    if (!refused) say(note.dataset.unsavedWords); // else what was said stays: it is still so
    pause = PAUSE;
    later();
  };
  const pages = form.querySelector("[data-pages]");
  const now = async () => {
    clearTimeout(timer);
    while (saving) await saving.catch(() => {}).then(() => new Promise((done) => setTimeout(done)));
    await save(pages.dataset.laid);
  };
  if (pages) {
    const sheet = { form, now, typed: now, record: () => ({ id: form.elements.id.value }) };
    addEventListener("load", () => {
      import(pages.dataset.pages).then(({ begin }) => begin(pages, sheet)).catch(() => {}); // else the plain field is there
    });
  }
  box.addEventListener("input", typed);
  beside?.addEventListener("input", typed);
  if (written() !== kept) later();

  // Who leaves in the middle of a sentence finds it again. A save that is under way has an older text: the server keeps
  // both, which is better than neither.
  const leave = () => {
    clearTimeout(timer);
    if (written() !== kept) held?.leave();
    saving = null;
    save();
  };
  addEventListener("pagehide", leave);

  // Whoever signs out has it saved first, and nothing of it stays here (leave.js).
  document.addEventListener("everyletter:leaving", ({ detail }) => {
    clearTimeout(timer);
    detail.push(Promise.resolve(saving).catch(() => {}).then(() => new Promise((done) => setTimeout(done)))
      .then(() => save()).then(() => held?.stop()));
  });

  // A link waits a moment for what is not saved yet, so that who comes straight back finds it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const within = link.hash && link.pathname === location.pathname && link.search === location.search;
    if (within || (written() === kept && !saving)) return;
    event.preventDefault();
    clearTimeout(timer);
    const saved = Promise.resolve(saving).catch(() => {}).then(() => new Promise((done) => setTimeout(done))).then(() => save());
    const enough = new Promise((done) => setTimeout(done, PATIENCE));
    Promise.race([saved, enough]).finally(() => { location.assign(link.href); });
  });
  addEventListener("pageshow", () => { sending = false; });
  document.addEventListener("visibilitychange", () => save()); // also on coming back, signed in again
  addEventListener("online", () => save());

  // Send what the server will be asked to settle, under the id that it knows: wait for a save that is under way. Where
  // there is no line, or the last save did not come over it, nothing is sent into the void: a save goes ahead.
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const again = () => setTimeout(() => form.requestSubmit(button));
    clearTimeout(timer);
    if (saving) {
      event.preventDefault();
      saving.catch(() => {}).then(again);
    } else if (!navigator.onLine || (pause > PAUSE && !refused)) {
      event.preventDefault();
      if (written() === kept) kept = null;
      save().then(() => (written() === kept ? again() : noLine(held?.works() ? "here" : "nowhere")));
    } else {
      sending = true;
    }
  });
  addEventListener("online", () => noLine(""));
  held?.look();
  if (held) setTimeout(held.look, LINGERS);
}
