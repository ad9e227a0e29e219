// One page on the table: larger, smaller, turned, brighter; the next one and the one before by key.
const table = document.querySelector("[data-table]");
const picture = table.querySelector("img");
const STEP = 1.25;
const LARGEST = 6;
const LIGHT = [1, 1.35, 1.7];

const look = { size: 1, turns: 0, light: 0 };

const show = () => {
  picture.style.setProperty("--size", look.size);
  picture.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight || 1);
  picture.style.setProperty("--turn", `${look.turns * 90}deg`);
  picture.style.setProperty("--light", LIGHT[look.light]);
  picture.toggleAttribute("data-lying", look.turns % 2 === 1);
};

const deeds = {
  larger: () => { look.size = Math.min(LARGEST, look.size * STEP); },
  smaller: () => { look.size = Math.max(1, look.size / STEP); },
  turn: () => { look.turns = (look.turns + 1) % 4; },
  brighten: () => { look.light = (look.light + 1) % LIGHT.length; },
};

const does = (name) => { deeds[name](); show(); };

if (picture) {
  document.querySelector("[data-looking]").hidden = false;
  for (const name of Object.keys(deeds)) {
    document.querySelector(`[data-${name}]`).addEventListener("click", () => does(name));
  }
}

const follow = (selector) => document.querySelector(selector)?.click();
const keys = {
  "+": () => picture && does("larger"),
  "=": () => picture && does("larger"),
  "-": () => picture && does("smaller"),
  t: () => picture && does("turn"),
  b: () => picture && does("brighten"),
  j: () => follow("[data-next]"),
  k: () => follow("[data-before]"),
  Escape: () => follow("[data-back]"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, audio")) return;
  keys[event.key]?.();
});
