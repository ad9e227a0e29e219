// First read by keyboard: whatever names a key is pressed by it, Space at the end of the text leafs on, ? shows the keys.
const END = 2; // pixels: browsers round
const OWN = "a, button, input, select, textarea, summary, audio"; // what Space does something to by itself
const keys = document.querySelector("[data-keys]");
const next = document.querySelector('[data-by-key~="n"]');

const atTheEnd = () => scrollY + innerHeight >= document.documentElement.scrollHeight - END;

document.addEventListener("keydown", (event) => {
  // A key that is held down does not leaf through all that is new: each letter that is shown counts as opened.
  if (event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "?") keys.showModal();
  else if (event.key === " " && !event.shiftKey) {
    if (!atTheEnd() || event.target.closest(OWN)) return;
    event.preventDefault();
    next.click();
  } else document.querySelector(`[data-by-key~="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
