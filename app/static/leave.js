// Who leaves takes everything along: what is on this phone goes to the school first, and then nothing is left here. What
// the school can't have at the moment is hers to leave, hidden, or to delete.
import "./later.js";
import { ANSWER, giveAnswer } from "./given.js";
import { ahead, dropPage, pagesOf } from "./ahead.js";
import { empty, farewell, used } from "./own.js";
import { drop, kept } from "./phone.js";
import { send } from "./outbox.js";
import { keepThere } from "./school.js";

const { phone, writer } = document.body.dataset;

const handOver = async (text) => {
  if (text.state === "waiting") return send(text);
  if (text.state === ANSWER) return await giveAnswer(text) && drop(text);
  const pages = await pagesOf(text.writer, text.id);
  const safe = (!pages.length && (!text.body.trim() || text.body === text.kept)) || (await keepThere(text)).status < 300;
  return safe && (await ahead(text)).status < 300 && drop(text);
};

// How many texts of hers are still on this phone only.
const clear = async () => {
  if (!(await used())) return 0;
  for (const text of await kept(writer)) await handOver(text).catch(() => {});
  const left = (await kept(writer)).length;
  await farewell();
  if (!left) await empty();
  return left;
};

const choose = (form) => {
  const left = document.querySelector("[data-left]");
  const [stay, remove] = left.querySelectorAll("button");
  left.hidden = false;
  stay.onclick = () => {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "left", value: "yes" }));
    form.submit();
  };
  remove.onclick = async () => {
    for (const text of await kept(writer)) await drop(text);
    for (const page of await pagesOf(writer)) await dropPage(page);
    await empty();
    form.submit();
  };
  stay.focus();
};

if (phone === "other") clear().catch(() => {});
for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const before = []; // what is being written is saved first
    document.dispatchEvent(new CustomEvent("everyletter:leaving", { detail: before }));
    await Promise.allSettled(before);
    const left = await clear().catch(() => 0);
    if (left) choose(form);
    else form.submit();
  });
}
