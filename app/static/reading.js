// Other ways to read: each letter on this page can be listened to, and be translated, where this device can.
import { listening } from "./aloud.js";
import { translating } from "./translate.js";

const words = document.querySelector("template[data-reading]");

const footer = (sheet) => {
  const there = sheet.querySelector(":scope > .actions");
  if (there) return there;
  const made = Object.assign(document.createElement("footer"), { className: "actions" });
  sheet.append(made);
  return made;
};

const sheets = new Map();
for (const text of document.querySelectorAll(".sheet:not(.begun) .words")) {
  const sheet = text.closest(".sheet");
  if (text.textContent.trim()) sheets.set(sheet, [...sheets.get(sheet) ?? [], text]);
}
let unnamed = 0;
for (const [sheet, texts] of sheets) {
  if (texts.some((text) => "cut" in text.dataset)) continue; // the whole is a page further
  const postmark = sheet.querySelector(":scope > .postmark, :scope > summary");
  if (postmark) postmark.id ||= `postmark-${unnamed += 1}`;
  const place = (name) => {
    const tools = words.content.querySelector(`[data-${name}]`).cloneNode(true);
    for (const button of tools.querySelectorAll("button")) if (postmark) button.setAttribute("aria-describedby", postmark.id);
    return { tools, show: () => footer(sheet).append(tools) };
  };
  listening(texts, place("listening"));
  await translating(texts, place("translating"), words);
}
