// A letter in the reader's own language, by the browser and on this device: beside the original, and marked. Nothing is
// sent to anybody, and nothing of it is kept.
import { base, heard, here, tongueOf } from "./tongue.js";

const pair = (from) => ({ sourceLanguage: from, targetLanguage: here });

// Whether it can be offered: "available" at once, "downloadable" when the browser has fetched a language, or "".
const can = async (texts) => {
  const from = await tongueOf(texts[0]);
  if (from) {
    if (base(from) === base(here)) return "";
    const found = await Translator.availability(pair(from));
    return found === "unavailable" ? "" : found;
  }
  const { LanguageDetector } = globalThis;
  const found = LanguageDetector ? await LanguageDetector.availability() : "unavailable";
  return ["unavailable", "available"].includes(found) ? "" : found; // heard, and not known
};

export const translating = async (texts, { tools, show }, words) => {
  if (!globalThis.Translator) return;
  const found = await can(texts).catch(() => "");
  if (!found) return;
  const [button] = tools.querySelectorAll("button");
  const told = tools.querySelector("[role=status]");
  const { fetches, fails, same } = told.dataset;
  const say = (text) => { told.textContent = text; };
  if (found !== "available") say(fetches);
  show();

  const translate = async () => {
    const made = [];
    for (const text of texts) {
      const from = text.lang || await heard(text.textContent, true) || texts[0].lang;
      if (!from) throw new Error("no language is heard in it");
      if (base(from) === base(here)) continue;
      const translator = await Translator.create(pair(from));
      made.push([text, await translator.translate(text.textContent)]);
      translator.destroy?.();
    }
    return made;
  };
  const lay = ([text, translated]) => {
    const beside = words.content.querySelector("[data-translated]").cloneNode(true);
    beside.querySelector("[data-text]").textContent = translated;
    text.after(beside);
    return beside;
  };
  let busy = false;
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    button.setAttribute("aria-busy", "true");
    try {
      const laid = (await translate()).map(lay);
      say(laid.length ? "" : same);
      button.hidden = laid.length > 0;
      for (const beside of laid.slice(0, -1)) beside.querySelector("button").remove();
      laid.at(-1)?.querySelector("button").addEventListener("click", () => {
        for (const one of laid) one.remove();
        button.hidden = false;
        button.focus();
      });
      laid[0]?.focus();
    } catch {
      say(fails);
    }
    busy = false;
    button.removeAttribute("aria-busy");
  });
};
