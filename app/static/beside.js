// What lies beside the sheet on one's own phone: other texts of hers, which are offered and never lost; letters that
// wait for a line; and sending, which is over only when the school says so.
import { dropPage, getPage, keepPage, pagesOf } from "./ahead.js";
import { install } from "./install.js";
import { unfold } from "./offline.js";
import { WRITTEN_FURTHER, send, sendAll, talk } from "./outbox.js";
import { drop, get, keep, kept } from "./phone.js";
import { arrived, digest, draftThere, keepThere, known } from "./school.js";

const GONE = 404;

const copy = (name) => document.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);

const count = (shown, many) => {
  const place = shown.querySelector("[data-many]");
  place.hidden = !many;
  place.querySelector("span").textContent = many;
};

export const begin = (sheet) => {
  const { form, box, server, offline, say, stand } = sheet;
  const { id, revision, writer, classroom } = form.elements;
  const { to } = document.querySelector("[data-where]").dataset;

  const offer = (text) => {
    const shown = document.querySelector(`[data-beside="${text.id}"]`);
    const many = text.pages?.length ?? 0;
    if ((!text.body.trim() && !many) || text.body === box.value || shown?.querySelector("[data-text]").textContent === text.body) return;
    const listed = Array.from(document.querySelectorAll("details.kept > div"), (words) => words.textContent); // by the school
    if (!many && listed.includes(text.body)) return;
    shown?.remove();
    const beside = copy("offered");
    beside.dataset.beside = text.id;
    beside.querySelector("[data-text]").textContent = text.body;
    count(beside, many);
    beside.querySelector("button").addEventListener("click", async () => {
      await sheet.settled();
      beside.remove();
      goOn(text);
    });
    form.before(beside);
  };
  const goOn = (text) => { // in the box; what stood there lies beside it then, if it doesn't wait anyway
    const before = form.hidden ? text : sheet.record();
    stand(text);
    form.hidden = false;
    if (text.id !== before.id) offer(before);
    sheet.typed();
    box.focus();
  };
  const keepBeside = async (text) => {
    offer(text);
    const told = await keepThere(text);
    if (told.status >= 400) return;
    const turn = told.id === text.id ? text.turn : undefined;
    const there = await keep({ ...text, id: told.id, revision: told.revision, kept: text.body, turn });
    if (there.id !== text.id) await drop(text);
    Object.assign(text, there);
  };

  // The text of another phone; `before` is what this phone had of that letter.
  const beyond = async (before) => {
    await drop(before);
    const { body, age, status, ...there } = await draftThere(before);
    if (status < 300 && body) offer({ ...there, body, kept: body, at: Date.now() - age * 1000 });
  };
  // She comes back to this tab. Where all that stands on it is with the school, and went on from there on another phone,
  // the newer text comes with a new page; where it was sent there, her letters do.
  const follow = async () => {
    const before = sheet.record();
    const still = () => sheet.safe() && !form.hidden && !form.inert && id.value === before.id;
    if (!before.revision || !still() || (await pagesOf(before.writer, before.id)).length || (await get(before) ?? before).turn !== before.turn) return;
    const { status, revision: there } = await draftThere(before);
    const sent = status === GONE && await arrived(before);
    if (!still()) return;
    if (sent) {
      await drop(before);
      location.assign(to);
    } else if (status < 300 && there !== before.revision) {
      location.replace(`${form.dataset.sheet}?draft=${before.id}`);
    }
  };

  const wait = (letter) => {
    if (document.querySelector(`[data-letter="${letter.id}"]`)) return;
    const waiting = copy("waiting");
    const [now, on] = waiting.querySelectorAll("button");
    waiting.dataset.letter = letter.id;
    waiting.querySelector("[data-text]").textContent = letter.body;
    count(waiting, letter.pages?.length);
    now.addEventListener("click", () => {
      say("sending"); // so that something is seen to happen where there is no line
      go();
    });
    on.addEventListener("click", async () => {
      if (!form.hidden) await sheet.settled(); // else no key may come before the sheet is there
      waiting.remove();
      goOn(letter);
    });
    form.before(waiting);
  };
  const go = async () => {
    const sent = await sendAll(writer.value).catch(() => []);
    for (const one of sent) document.querySelector(`[data-letter="${one}"]`)?.remove();
    const left = document.querySelector("[data-letter]");
    if (sent.length && form.hidden && !left) location.assign(to);
    else if (left) say("waits");
    else say(sent.length ? "arrived" : "");
  };

  // The same letter went on in another window, or on another phone while this one had no line.
  const part = async (text) => {
    if (text.turn === sheet.slot.turn || text.body === box.value) return;
    if (sheet.slot.turn) {
      offer(text);
      say("newer");
    } else if (sheet.untouched() && text.sent.includes(await digest(server.body))) { // its own, without an answer
      stand({ ...text, revision: server.revision, kept: server.body });
      sheet.typed();
    } else { // this phone's gets an id of its own, and both are kept; the newer one is in the box
      const moved = await keep({ ...text, id: crypto.randomUUID(), revision: 0, kept: "", sent: [], turn: undefined });
      await drop(text);
      if (sheet.untouched() && Date.now() - text.at < form.dataset.age * 1000) {
        stand(moved);
        offer({ ...server, kept: server.body });
        sheet.typed();
      } else {
        keepBeside(moved).catch(() => {});
      }
      say("newer");
    }
  };
  // Another text of hers: gone, if the school has it as a letter; else in the box, if that is empty.
  const settle = async (text) => {
    const listed = document.querySelector(`a[href$="draft=${text.id}"]`);
    if (listed && text.body === text.kept) return;
    const pages = await pagesOf(text.writer, text.id);
    const all = pages.every((page) => page.gone);
    if (!offline && !listed && all && await arrived(text).catch(() => false)) {
      await drop(text);
      for (const page of pages) await dropPage(page);
    } else if (!box.value && !sheet.record().pages.length && !Number(revision.value) && !listed) {
      stand(text);
      if (offline) classroom.dispatchEvent(new Event("change"));
      sheet.later();
    } else {
      offer(text);
      if (text.body !== text.kept) await keepBeside(text);
    }
  };
  const look = async (again) => {
    await sheet.writing;
    const mine = ({ classroom: to }) => offline || to === classroom.value || !sheet.places.includes(to);
    const all = (await kept(writer.value)).filter(mine);
    const waiting = all.filter((text) => text.state === "waiting");
    for (const text of waiting) wait(text);
    if (waiting.length) go();
    for (const text of await Promise.all(all.filter((one) => one.state === "draft").map(known))) {
      if (text.id === id.value) await part(text);
      else await settle(text).catch(() => {});
    }
    if (again) await follow();
  };

  const sendIt = async () => {
    await sheet.settled();
    const letter = sheet.here ? await sheet.put("waiting").catch(sheet.full) : undefined;
    if (letter === null) { // another window has a newer text: she chooses first
      form.inert = false;
      return;
    }
    try {
      const told = await send(letter ?? sheet.record("waiting"), Boolean(letter));
      if (told.status === WRITTEN_FURTHER) return location.reload();
      sheet.sent();
      if (told.status < 300) location.assign(told.to ?? to);
      else form.submit(); // and the page that comes says why
    } catch {
      form.inert = false;
      if (!letter) return say("nowhere");
      form.hidden = true;
      wait(letter);
      say("waits");
      document.querySelector("[data-letter] button").focus();
      const worker = await navigator.serviceWorker?.getRegistration();
      await worker?.sync?.register("everyletter").catch(() => {});
    }
  };

  talk.addEventListener("message", ({ data }) => {
    document.querySelector(`[data-beside="${data}"]`)?.remove();
    if (data === id.value || document.querySelector(`[data-letter="${data}"]`)) location.assign(to);
  });
  let looking = null; // one look at a time: two would keep a text twice
  const seen = (again) => { looking ??= look(again).catch(() => {}).finally(() => { looking = null; }); };
  seen();
  if (!offline) install(form.dataset.places, form.elements.answer_in.value);
  return { offer, look: seen, send: sendIt, beyond: (before) => beyond(before).catch(() => {}) };
};

// Where pages lie on this phone, for pages.js.
export const shelf = { keep: keepPage, drop: dropPage, get: getPage, of: pagesOf, text: get };

export { unfold };
