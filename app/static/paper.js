// Putting pages to students by keyboard. Typing filters the class (case and accents forgiven, and what one goes by);
// arrows and Enter choose; Enter alone means the same student as before. Out of the field, single keys do the rest.
const form = document.querySelector("form[data-put]");
const select = form.querySelector("[data-student]");
const fold = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
let under = false; // one step at a time: a second Enter waits for the next page

const press = (button) => {
  if (!button || under) return;
  under = true;
  form.requestSubmit(button);
};

// A page that comes out of the browser's own memory can be used again.
window.addEventListener("pageshow", () => { under = false; });
form.addEventListener("submit", () => { under = true; });

const search = form.querySelector("[data-search]");
const field = search?.querySelector("input");

if (select) {
  const list = search.querySelector("[data-names]");
  const found = search.querySelector("[data-found]");
  const same = form.querySelector("[data-same]");
  const students = [...select.options].filter((option) => option.value).map((option) => ({
    id: option.value,
    name: option.textContent.trim(),
    folded: fold(`${option.textContent.trim()} ${option.dataset.called}`),
  }));
  let active = -1;

  search.hidden = false;
  form.querySelector("[data-plain-choice]").hidden = true;
  form.querySelector("[data-go]").hidden = true;
  form.querySelector("[data-hint]").hidden = false;

  const options = () => [...list.children];
  const show = (number) => {
    active = number;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = options()[number];
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const choose = (id) => {
    select.value = id;
    press(form.querySelector("[data-go]"));
  };

  const drawn = (student) => {
    const option = Object.assign(document.createElement("li"), { id: `name-${student.id}`, textContent: student.name });
    option.setAttribute("role", "option");
    option.dir = "auto";
    option.dataset.id = student.id;
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    option.addEventListener("click", () => choose(student.id));
    return option;
  };

  const lay = (some) => {
    list.replaceChildren(...some.map(drawn));
    field.setAttribute("aria-expanded", String(some.length > 0));
  };

  // Names of which a word begins so come before those that have it somewhere.
  const filter = () => {
    const wanted = fold(field.value.trim());
    const fits = wanted ? students.filter((student) => student.folded.includes(wanted)) : [];
    const begins = (student) => (` ${student.folded}`.includes(` ${wanted}`) ? 0 : 1);
    fits.sort((one, other) => begins(one) - begins(other));
    lay(fits);
    found.textContent = wanted && !fits.length ? found.dataset.none : "";
    show(fits.length ? 0 : -1);
  };

  const browse = (step) => {
    if (!field.value.trim() && !options().length) { // the whole class, to look through
      lay(students);
      show(step > 0 ? 0 : students.length - 1);
    } else if (options().length) show((active + step + options().length) % options().length);
  };

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      browse(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = options()[active];
      if (option) choose(option.dataset.id);
      else if (!field.value.trim()) press(same);
    } else if (event.key === "Escape") {
      if (field.value || options().length) { field.value = ""; filter(); } else document.querySelector("main").focus();
    }
  });
  const chosen = students.find((student) => student.id === select.value);
  if (chosen) { field.value = chosen.name; filter(); }
  select.value = "";
  // On a phone the keyboard would hide the page: there one taps first.
  const first = form.querySelector("[data-day][autofocus]");
  if (!first && !matchMedia("(hover: none)").matches) field.focus();
}

const keys = {
  s: () => press(form.querySelector("[data-same]")),
  x: () => press(form.querySelector("[data-throw]")),
  z: () => document.querySelector("[data-undo-step]")?.click(),
  n: () => field?.focus(),
  "/": () => field?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
