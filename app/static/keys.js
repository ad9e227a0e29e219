// The desk and the queue by keyboard: Ctrl+Enter sends, J and K go along the line, R goes to the answer, Esc out of it, ?
// shows the keys. Whatever else carries data-key="x" is pressed by X; where nothing carries it, it is not in the list.
const box = document.querySelector("[data-answer]");
const main = document.querySelector("main");
const keys = document.querySelector("[data-keys]");
const list = [...document.querySelectorAll("[data-list] [data-waiter]")];

const field = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
const inSight = (one) => one.getClientRects().length > 0;
// What is in sight comes first; what leads elsewhere stands in the list of keys itself.
const bearer = (key) => {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return all.find(inSight) ?? all.find((one) => keys.contains(one));
};

const go = (direction) => {
  const link = document.querySelector(direction > 0 ? "[data-next]" : "[data-before]");
  if (link) return link.click();
  if (!list.length) return undefined;
  const here = list.indexOf(document.activeElement);
  const there = here < 0 ? 0 : Math.min(list.length - 1, Math.max(0, here + direction));
  return list[there].focus();
};

const press = (one) => {
  if (field(one)) {
    one.focus();
    return one.select?.();
  }
  one.click();
  const fold = one.closest("summary")?.parentElement;
  return fold?.open && fold.querySelector("input, textarea, select, button, a")?.focus();
};

const show = () => {
  for (const row of keys.querySelectorAll("[data-for]")) row.hidden = !bearer(row.dataset.for);
  keys.showModal();
};

const out = (from) => {
  const fold = from.closest("details[open]");
  if (!fold) return main.focus();
  fold.open = false;
  return fold.querySelector("summary").focus();
};

// As it stands on the keyboard; where its keys write another script, as it lies there (UI Events, "code").
const named = ({ key, code }) => (/^[ -~]$/.test(key) ? key : code.replace(/^Key/, "")).toLowerCase();

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === box) {
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector("[data-send]"));
    return;
  }
  const aside = field(event.target) && event.target.closest("details.aside");
  if (event.key === "Enter" && aside) { // else it would press the form's first button
    event.preventDefault();
    return aside.querySelector("button").click();
  }
  if (event.key === "Escape" && field(event.target)) return out(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || field(event.target)) return;
  const key = named(event);
  const there = bearer(key);
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "r" && box) { event.preventDefault(); box.focus(); }
  else if (key === "?" && keys) show();
  else if (there) { event.preventDefault(); press(there); }
});

// Whoever comes to a letter is at its heading: it is read out whose letter it is, and one reads on from there.
const heading = document.querySelector("[data-arrive]");
if (heading && document.activeElement === document.body && !location.hash && !document.querySelector("[role=alert]:not([hidden])")) {
  heading.focus({ preventScroll: true });
}

// Undo is offered for so many seconds; then the offer goes, and the answer with it.
const undo = document.querySelector("[data-undo]");
if (undo) {
  setTimeout(() => undo.remove(), Number(undo.dataset.undo) * 1000);
  undo.addEventListener("submit", () => { undo.querySelector("button").disabled = true; }); // a double click is one
}
