// The empty sheet: whoever writes on this phone as her own goes on here without a line. What it knows of her is on the
// phone, and not in the page.
import { who } from "./own.js";
import { kept } from "./phone.js";

// Makes the sheet hers; whether there is anybody whose it can be.
export const unfold = async (form) => {
  const { classroom, id, writer, answer_in: answerIn } = form.elements;
  const here = await who().catch(() => {});
  const places = here?.places ?? [];
  if (!places.length) {
    document.querySelector("[data-nobody]").hidden = false;
    return false;
  }
  const [newest] = await kept(here.writer);
  const greet = () => {
    const [, dear, send] = places.find(([place]) => place === classroom.value) ?? places[0];
    document.querySelector("label[for=body]").textContent = dear;
    form.querySelector(".main").textContent = send;
  };
  classroom.append(...places.map(([place, dear]) => new Option(dear, place)));
  classroom.closest("label").hidden = places.length === 1;
  if (places.some(([place]) => place === newest?.classroom)) classroom.value = newest.classroom;
  writer.value = here.writer;
  id.value = crypto.randomUUID();
  answerIn.value = here.answerIn ?? "";
  if (here.door) document.querySelector("[data-again]").href = here.door; // she has a password, and no card
  classroom.addEventListener("change", greet);
  greet();
  form.dataset.places = JSON.stringify(places);
  form.hidden = false;
  return true;
};
