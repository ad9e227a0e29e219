// Her letters: those that are on this phone only stand on top and say so; what waits goes by itself.
import "./leave.js";
import { ANSWER } from "./given.js";
import { pagesOf } from "./ahead.js";
import { install } from "./install.js";
import { sendAll, talk } from "./outbox.js";
import { noted } from "./own.js";
import { kept } from "./phone.js";

const { dataset } = document.body;
const template = document.querySelector("template[data-here]");

const show = async () => {
  for (const shown of document.querySelectorAll("[data-on-phone]")) shown.remove();
  const pages = await pagesOf(dataset.writer);
  for (const text of await kept(dataset.writer)) {
    if (text.state === ANSWER) continue; // at the desk
    const waits = text.state === "waiting";
    const only = pages.some((page) => page.letter === text.id); // and nowhere else yet
    if (!waits && !only && (text.body === text.kept || !text.body.trim())) continue;
    document.querySelector(`[data-draft="${text.id}"]`)?.remove(); // an older text of the same letter
    const here = template.content.firstElementChild.cloneNode(true);
    here.dataset.onPhone = text.id;
    here.querySelector("[data-text]").textContent = text.body;
    for (const part of here.querySelectorAll("[data-if]")) part.hidden = part.dataset.if === "waiting" !== waits;
    const on = here.querySelector("a");
    on.href += `?to=${text.classroom}`;
    here.querySelector("button").addEventListener("click", go);
    template.before(here);
  }
};

const go = async () => {
  const sent = await sendAll(dataset.writer).catch(() => []);
  const said = location.search.includes("said=received");
  const before = await noted(dataset.writer); // gone by itself, since she was told last
  if (sent.length || (before && !said)) location.replace(template.dataset.to);
  else if (said) history.replaceState(null, "", location.pathname);
};

if (dataset.phone === "own") {
  install(template.dataset.places);
  show().then(go).catch(() => {});
  addEventListener("online", go);
  talk.addEventListener("message", go);
}
