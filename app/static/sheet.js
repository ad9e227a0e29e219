// The sheet: what is written is on this phone at every key, and with the school a moment after the last one. Nothing is
// ever overwritten: where another window or another phone has written the same letter further, the text in this box
// gets an id of its own. What lies beside it, and sending, comes when the page is usable (beside.js).
import { get, keep, putDown } from "./phone.js";
import { keepThere, known } from "./school.js";

const PAUSE = 2000; // milliseconds; each save costs somebody's data
const LONGEST_PAUSE = 60_000; // milliseconds, where the school does not answer
const OUTLIVES = 20_000; // characters: what a request may carry that outlives its page, 64 KiB (Fetch, section 4.6)
const REFUSED = { 401: "signedOut", 409: "somebodyElse" };

export const newId = () => { // randomUUID is not there on plain http; RFC 9562, section 5.4
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

// Lays the sheet out; `coming` brings what lies beside it.
export const lay = (form, coming) => {
  const { body: box, id, revision, writer, classroom, wants, answer_in: answerIn } = form.elements;
  const where = document.querySelector("[data-where]");
  const own = document.body.dataset.phone === "own";
  const { offline, returned } = form.dataset;
  // What the school has as a draft; a form that came back is not kept there.
  const at = Date.now() - (form.dataset.age ?? 0) * 1000; // when that was written, by this phone's clock
  const server = { id: id.value, revision: Number(revision.value), body: returned ? "" : box.defaultValue, at };
  const laid = () => Array.from(form.querySelectorAll("[name=page]"), (page) => page.value);
  const said = (name) => form.elements[name]?.value ?? ""; // the empty sheet has less
  const around = () => [wants.value, answerIn.value, said("language"), said("helper"), ...laid()];
  const written = () => [box.value, ...around()].join("\0");
  const served = returned ? null : [server.body, ...around()].join("\0");
  const by = Math.random(); // this window
  let beside; // what lies beside the box, once it is there
  let saved = served;
  let timer = 0;
  let pause = PAUSE;
  let refused = false;
  let saving = null;
  let underWay = ""; // what is being saved
  let busy = false; // a form is on its way

  const going = () => form.inert || form.hidden; // what is sent or waits is no draft any more
  const blank = () => !box.value.trim() && !laid().length;

  const say = (what) => {
    const words = where.dataset[what] ?? "";
    if (where.textContent !== words) where.textContent = words;
    document.querySelector("[data-again]").hidden = what !== "signedOut";
  };
  const full = () => {
    sheet.here = false;
    document.querySelector("[data-full]").hidden = false;
  };
  const record = (state = "draft") => ({
    ...sheet.slot, state, by, id: id.value, revision: Number(revision.value), body: box.value,
    writer: writer.value, classroom: classroom.value, wants: wants.value, answer_in: answerIn.value,
    language: said("language"), helper: said("helper"), pages: laid(),
  });
  const stand = (text) => { // puts a text into the box, as what it is
    sheet.slot = { kept: text.kept ?? "", sent: text.sent ?? [], turn: text.turn, at: text.at ?? Date.now() };
    id.value = text.id;
    revision.value = text.revision;
    if (box.value !== text.body) box.value = text.body;
    if (text.wants) wants.value = text.wants;
    if (offline && text.classroom) classroom.value = text.classroom;
    for (const name of ["language", "helper"]) if (text[name] && form.elements[name]) form.elements[name].value = text[name];
    sheet.stood?.(text);
  };

  // On this phone, one keeping after the other; the newest text always comes last. The answer is the record; none where
  // another window has written this letter further: then what is in the box becomes a letter of its own.
  const put = async (state, durability) => {
    const text = record(state);
    const there = await keep(text, durability);
    if (there.body === text.body && there.state === text.state) {
      sheet.slot.turn = there.turn;
      return there;
    }
    stand({ id: newId(), revision: 0, body: box.value });
    say("newer");
    beside?.offer(there);
    await put();
    return null;
  };
  let again = "";
  const remember = (how = "relaxed") => { // relaxed at every key, and for good a moment later (see later)
    again = again === "strict" ? again : how;
    sheet.writing ??= (async () => {
      await met;
      while (sheet.here && again && !going()) {
        const hard = again;
        again = "";
        await put("draft", hard);
      }
    })().catch(full).finally(() => { sheet.writing = null; });
  };

  // The text of this letter that this phone has: in the box, if the school has nothing newer; gone, if the school's goes
  // on from it. Else see beside.js.
  const meet = async () => {
    const there = await get(record());
    if (there?.state !== "draft") return;
    const text = await known(there);
    const untouched = written() === served;
    const goesOn = untouched && text.body === text.kept && server.body.startsWith(text.body.trimEnd());
    if (text.body === box.value || goesOn) {
      sheet.slot = { kept: returned ? text.kept : server.body, sent: text.sent, turn: text.turn, at: text.at };
    } else if (untouched && (text.kept === server.body || text.revision === server.revision)) {
      stand({ ...text, revision: server.revision, kept: server.body });
      later();
    }
  };

  // With the school.
  const save = (also = false, leaving = false) => {
    if (busy || going() || saving || refused || written() === saved || (!also && blank() && !Number(revision.value))) return;
    if (!navigator.onLine) return say(sheet.here ? "here" : "nowhere");
    underWay = written();
    const mine = saving = saveIt(underWay, record(), leaving).catch(() => {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      say(sheet.here ? "here" : "nowhere");
    }).finally(() => {
      if (saving === mine) saving = null;
      if (written() !== saved && !refused) later();
    });
  };
  const saveIt = async (now, text, leaving) => {
    const reckoned = known(text).then(({ sent }) => { text.sent = sheet.slot.sent = sent; });
    if (!leaving) await reckoned; // a page that goes away does nothing any more that comes after a wait
    const told = await keepThere(text, { keepalive: text.body.length < OUTLIVES });
    pause = PAUSE;
    refused = told.status >= 400;
    if (refused) return say(REFUSED[told.status] ?? "refused");
    await sheet.writing;
    if (id.value !== text.id) return; // another text stands in the box now
    const before = record();
    const moved = told.id !== text.id; // written further on another phone: this is another letter now
    stand({ ...sheet.slot, ...told, kept: text.body, sent: [], body: box.value, ...moved && { turn: undefined } });
    saved = now;
    if (sheet.here) remember();
    say(moved && text.revision ? "newer" : "kept");
    if (moved) beside?.beyond(before);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (sheet.here) remember("strict");
      save();
    }, pause);
  };
  const typed = () => {
    if (going()) return; // its pages may be on their way
    busy = refused = false;
    pause = PAUSE;
    sheet.slot.at = Date.now();
    if (sheet.here) remember();
    later();
  };
  const now = async () => { // as a draft, whatever stands there: its pages come to it
    clearTimeout(timer);
    await saving;
    saved = null;
    save(true);
    await saving;
  };
  const settled = async () => {
    clearTimeout(timer);
    await saving;
    await sheet.writing;
  };

  const sheet = {
    form, box, own, offline, server, places: JSON.parse(form.dataset.places).map(([place]) => place),
    slot: { kept: server.body, sent: [], at }, // of the text in the box: what the school has, its turn on this phone
    here: own, // whether this phone can keep anything
    writing: null,
    say, full, record, stand, put, typed, later, now, settled,
    untouched: () => written() === served,
    safe: () => !saving && written() === saved, // with the school, to the last key
    sent: () => { saved = written(); },
  };
  const met = own ? meet().catch(full) : null;
  if (own) {
    coming.then(async ({ begin }) => {
      await met;
      beside = begin(sheet);
    }).catch(() => {});
  }
  const pages = form.querySelector("[data-pages]");
  coming.then(async ({ shelf }) => {
    await met;
    (await import(pages.dataset.pages)).begin(pages, sheet, own ? shelf : null);
  }).catch(() => {}); // then the plain file field is there

  form.addEventListener("input", typed);
  if (written() !== served) typed();
  addEventListener("pagehide", () => {
    clearTimeout(timer);
    if (sheet.here && sheet.writing && !going()) putDown(record());
    if (saving && underWay !== written()) saving = null;
    save(false, true);
  });
  const back = () => { // to this tab, or to a line; maybe signed in again
    refused = false;
    save();
    if (sheet.here && !form.inert && !document.hidden) beside?.look(true);
  };
  addEventListener("online", back);
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);
  addEventListener("beforeunload", (event) => {
    if (!sheet.here && !busy && !navigator.onLine && written() !== saved) event.preventDefault();
  });

  // On one's own phone a letter is sent by what lies beside (send); else the form goes, as without JavaScript.
  form.addEventListener("submit", (event) => {
    const keeps = event.submitter?.hasAttribute("formaction");
    const nothing = blank() && wants.value !== "talk";
    clearTimeout(timer);
    if (!keeps && own && crypto.subtle && !nothing) {
      event.preventDefault();
      if (form.inert) return;
      form.inert = true;
      say("sending");
      coming.catch(() => {}).then(() => met).then(() => beside?.send() ?? put("waiting").then(() => {
        form.hidden = true; // what sends did not come over the line either: it comes with the next page
        say("waits");
        addEventListener("online", () => location.reload());
      }));
    } else if (!navigator.onLine) {
      event.preventDefault();
      if (!nothing) say(sheet.here ? "here" : "nowhere");
    } else if (saving) { // so that the school is asked to settle the id that it knows
      event.preventDefault();
      saving.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
    } else {
      busy = true;
    }
  });
};
