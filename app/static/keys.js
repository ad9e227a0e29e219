// The desk and the queue by keyboard: Ctrl+Enter sends, J and K go along the line, R goes to the answer, T
// says that you talked, W hands it on, / finds a letter, ? shows this.
const box = document.querySelector("[data-answer]");
const list = [...document.querySelectorAll("[data-list] [data-waiter]")];

const writing = (target) => target.closest("input:not([type=checkbox]), textarea, select");

const go = (direction) => {
  const link = document.querySelector(direction > 0 ? "[data-next]" : "[data-before]");
  if (link) return link.click();
  if (!list.length) return undefined;
  const here = list.indexOf(document.activeElement);
  const there = here < 0 ? 0 : Math.min(list.length - 1, Math.max(0, here + direction));
  return list[there].focus();
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === box) {
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector("[data-send]"));
    return;
  }
  if (event.key === "Escape" && event.target === box) {
    document.querySelector("main").focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "r" && box) { event.preventDefault(); box.focus(); }
  else if (event.key === "w") document.querySelector("[data-worry]")?.click();
  else if (event.key === "t") document.querySelector("[data-talk]")?.click(); // keeps what stands in the box first
  else if (event.key === "/") { event.preventDefault(); document.querySelector("[data-find]")?.click(); }
  else if (event.key === "?") document.querySelector("[data-keys]").showModal();
});

// Undo is offered for so many seconds; then the offer goes, and the answer with it.
const undo = document.querySelector("[data-undo]");
if (undo) {
  setTimeout(() => undo.remove(), Number(undo.dataset.undo) * 1000);
  undo.addEventListener("submit", () => { undo.querySelector("button").disabled = true; }); // a double click is one
}
