// Two at once: what came between is told beside the box while one writes, by the server's own words, and once. One small
// request in five seconds, and none while nobody looks.
import { drawn, tell } from "./told.js";

const EVERY = 5000; // milliseconds
const NOT_HERE = 404;
const form = document.querySelector("form[data-news]");

if (form) {
  const place = form.querySelector("[data-told]");
  let asked = performance.now(); // the page itself has told what there was
  let timer = 0;
  let asking = false;
  let over = false; // signed out, or the letter is not hers any more

  const ask = async () => {
    const seen = new URLSearchParams(Array.from(form.querySelectorAll("[name=letter]"), ({ value }) => ["letter", value]));
    asked = performance.now();
    const answer = await fetch(`${form.dataset.news}?${seen}`, { redirect: "manual" });
    over = answer.type === "opaqueredirect" || answer.status === NOT_HERE;
    if (answer.status === NOT_HERE) tell(place, form.querySelector("template[data-gone]").content.cloneNode(true));
    if (answer.ok) tell(place, await drawn(answer));
  };

  const later = () => {
    clearTimeout(timer);
    if (document.hidden || asking || over) return;
    timer = setTimeout(() => {
      asking = true;
      ask().catch(() => {}).finally(() => { // without a line the box says so
        asking = false;
        later();
      });
    }, Math.max(0, asked + EVERY - performance.now()));
  };

  document.addEventListener("visibilitychange", () => {
    over = false;
    later();
  });
  addEventListener("pageshow", later);
  later();
}
