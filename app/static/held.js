// At the desk every key is kept on this device too, until the school has it: a dead tab, a dead battery or a line that is
// gone lose nothing. Each window keeps a text of its own (phone.js); what a window has left behind is found by the next.
// On a device that is not one's own nothing is kept.
import { ANSWER, giveAnswer } from "./given.js";
import { drop, keep, kept, putDown } from "./phone.js";

const LIVES = 10_000; // milliseconds after its last key a window may still be there, where nothing says whether it is
const BY = crypto.getRandomValues(new Uint32Array(3)).join("-"); // this window
const lockOf = (by) => `everyletter ${by}`;

// `desk` says what stands in the box, and can put a text there: see autosave.js.
export const hold = (form, desk) => {
  const { writer, phone } = document.body.dataset;
  if (phone !== "own" || !writer) return null;
  const late = Date.now() - Number(form.dataset.now); // what this device's clock is ahead
  let last = null; // as it lies here
  let waits = null; // what is still to be kept
  let working = null;
  let works = true; // there is room, and it may be used
  navigator.locks?.request(lockOf(BY), () => new Promise(() => {}));

  const record = () => ({
    ...last, ...desk.text(), writer, id: BY, by: BY, state: ANSWER, about: form.dataset.about,
    address: form.dataset.autosave, at: Date.now() - late,
  });
  const work = async () => {
    while (waits) {
      const does = waits;
      waits = null;
      await does();
    }
  };
  const go = (does) => {
    waits = does;
    working ??= work().catch(() => { works = false; }).finally(() => { working = null; });
    return working;
  };

  // At every key.
  const put = () => works && go(async () => { last = await keep(record(), "relaxed"); });
  // The school has it.
  const letGo = () => go(async () => {
    if (last) await drop(last);
    last = null;
  });
  // Whoever signs out leaves nothing: see leave.js.
  const stop = async () => {
    works = false;
    await working;
  };
  // The page goes away in the middle of a keeping.
  const leave = () => { if (works) putDown(record()); };

  // What other windows have left.
  const left = async () => {
    const open = new Set((await navigator.locks?.query())?.held.map(({ name }) => name));
    const lives = ({ by, at }) => (navigator.locks ? open.has(lockOf(by)) : Date.now() - late - at < LIVES);
    return (await kept(writer)).filter((text) => text.state === ANSWER && text.by !== BY && !lives(text));
  };
  const give = async (text) => {
    const sent = document.querySelector("[data-undo]")?.action.includes(text.draft);
    if (!text.body.trim() || sent || await giveAnswer(text)) await drop(text);
  };
  // A text of this very student: in the box, if it goes on from what the school has; else the school keeps it beside, and
  // the newest is the one that the page then offers.
  const meet = async () => {
    const rest = [];
    for (const text of await left()) { // the newest first
      const mine = form.dataset.about === text.about;
      const shown = mine && [form.elements.body.value, ...desk.others()].includes(text.body);
      const goesOn = mine && text.draft === form.elements.id.value && text.revision === desk.text().revision;
      if (shown) {
        await drop(text);
      } else if (goesOn && desk.untouched()) {
        desk.stand(text.body);
        await put();
        await drop(text);
      } else {
        rest.unshift(text);
      }
    }
    for (const text of rest) await give(text);
    const mine = rest.filter(({ about }) => about === form.dataset.about);
    if (mine.length && desk.untouched()) await desk.again(mine.every(({ at }) => at < Number(form.dataset.at)));
  };
  const look = () => { meet().catch(() => {}); };

  return { put, letGo, stop, leave, look, works: () => works };
};
