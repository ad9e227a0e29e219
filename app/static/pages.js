// Pages on a sheet: chosen, taken or dropped, made small on this phone, and brought to the school one after the other,
// each with its own state. They lie in the order of the list, and its hidden fields are that order. On one's own phone
// (`shelf`) each lies there until the school has it, so that the letter can wait with its pages for a line.
import { bring, once, takeAway } from "./bring.js";

const LONGEST_SIDE = 2000; // pixels; enough to read pencil
const QUALITY = 0.85;
const PREVIEW = 320; // pixels
const PAUSE = 2000; // milliseconds
const LONGEST_PAUSE = 60_000;
const NOT_FOUND = 404;

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const newId = () => hex(crypto.getRandomValues(new Uint8Array(16)))
  .replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-"); // randomUUID is not there on plain http

const draw = (picture, longest) => {
  const smaller = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * smaller));
  canvas.height = Math.max(1, Math.round(picture.height * smaller));
  const on = canvas.getContext("2d");
  on.fillStyle = "#fff"; // paper, where a picture is transparent
  on.fillRect(0, 0, canvas.width, canvas.height);
  on.imageSmoothingQuality = "high";
  on.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};
// Upright, as its camera held it; null for what this browser can't decode.
const decode = (blob) => createImageBitmap(blob, { imageOrientation: "from-image" }).catch(() => null);
const packed = (canvas, type) => new Promise((done) => { canvas.toBlob(done, type, QUALITY); });

// A picture without whatever else its file says, 2,000 pixels at most; any other file as it is.
const small = async (file, kind) => {
  const picture = kind !== "voice" && await decode(file);
  if (!picture) return { blob: new Blob([await file.arrayBuffer()], { type: file.type }) };
  const canvas = draw(picture, LONGEST_SIDE);
  picture.close();
  let blob = await packed(canvas, "image/webp");
  if (blob?.type !== "image/webp") blob = await packed(canvas, "image/jpeg"); // Safari has no WebP to give
  return { blob: blob ?? file, preview: draw(canvas, PREVIEW) };
};

const kindOf = (file) => (file.type.startsWith("audio/") ? "voice" : "photo");

export const begin = (fieldset, sheet, shelf) => {
  const { form, dataset } = fieldset;
  const list = fieldset.querySelector("[data-order]");
  const template = fieldset.querySelector("template").content.firstElementChild;
  const input = fieldset.querySelector("input[type=file]");
  const told = fieldset.querySelector("[data-said]");
  const back = fieldset.querySelector("[data-back]");
  const kinds = { ...template.querySelector("[data-kinds]").dataset };
  template.querySelector("[data-kinds]").remove();
  const words = new Map(["earlier", "later", "remove"].map((deed) =>
    [deed, template.querySelector(`[data-${deed}]`).getAttribute("aria-label")]));
  const writer = form.elements.writer?.value;
  let items = []; // as they lie
  let removed = []; // and can be put back, as long as she is on this page
  let gone = []; // taken away here for good, and not yet at school
  let making = Promise.resolve(); // one after the other: a phone has little room
  let going = null;
  let pause = PAUSE;
  let wake = () => {};
  let releasing = false; // the letter waits here for its pages
  let moved = false; // put elsewhere while others were on their way
  let of = sheet.record().id; // the text to which they belong

  const say = (what) => { told.textContent = what; };
  const placed = (text, number, all) => text.replace(/00|0/g, (which) => (which === "00" ? all : number));
  const button = (item, deed) => item.li.querySelector(`[data-${deed}]`);

  const number = () => {
    items.forEach((item, at) => {
      item.li.querySelector("[data-name]").textContent = placed(kinds[item.kind], at + 1);
      for (const [deed, text] of words) button(item, deed).setAttribute("aria-label", placed(text, at + 1));
      button(item, "earlier").hidden = at === 0;
      button(item, "later").hidden = at === items.length - 1;
    });
    list.hidden = !items.length;
  };
  const state = (item, is, why = "") => {
    item.state = is;
    item.li.dataset.state = is;
    item.li.querySelector("[data-state]").textContent = why || dataset[`${is}Words`];
    item.li.querySelector("[data-again]").hidden = !item.blob || (is !== "refused" && is !== "waits");
  };

  const put = (item, to) => {
    const at = items.indexOf(item);
    const other = items[to];
    if (!other || at === to) return;
    items.splice(to, 0, ...items.splice(at, 1));
    if (to < at) other.li.before(item.li);
    else other.li.after(item.li);
    moved = true;
    number();
    sheet.typed();
    say(placed(dataset.placeWords, to + 1, items.length));
  };
  const move = (item, steps, deed) => {
    put(item, items.indexOf(item) + steps);
    const on = button(item, deed);
    (on.hidden ? button(item, deed === "later" ? "earlier" : "later") : on).focus(); // it has moved, with its button
  };
  const forget = (item) => {
    items = items.filter((one) => one !== item);
    item.li.remove();
    number();
  };
  const remove = (item) => {
    const at = items.indexOf(item);
    const next = items[at + 1] ?? items[at - 1];
    item.stop?.abort();
    item.removed = true;
    forget(item);
    if (next) button(next, "remove").focus();
    else input.focus();
    const page = { writer, id: item.id, letter: of, gone: true, whole: item.local, at: Date.now() };
    const known = Boolean(item.li.querySelector("input").name);
    removed.push({ item, at, page, known, kept: known && shelf ? shelf.keep(page).catch(() => {}) : null });
    back.hidden = false;
    sheet.typed();
    say(dataset.removedWords);
    go();
  };
  const putBack = async () => {
    const { item, at, page, known, kept } = removed.pop();
    back.hidden = !removed.length;
    item.removed = false;
    items.splice(at, 0, item);
    list.insertBefore(item.li, list.children[at] ?? null);
    number();
    button(item, "remove").focus();
    say("");
    await kept;
    if (item.lies && shelf) await lay(item);
    else if (kept) await shelf.drop(page).catch(() => {});
    if (!known && item.file) prepare(item); // it was taken away before it was ready
    else if (item.blob && item.state !== "refused") state(item, "waits");
    sheet.typed();
    go();
  };
  const forGood = () => { // the letter goes, or she does
    gone.push(...removed.filter(({ known }) => known).map(({ page }) => page));
    removed = [];
    back.hidden = true;
  };

  const wire = (item) => {
    const deeds = { earlier: () => move(item, -1, "earlier"), later: () => move(item, 1, "later"), remove: () => remove(item) };
    for (const [deed, does] of Object.entries(deeds)) {
      button(item, deed).type = "button";
      button(item, deed).addEventListener("click", does);
    }
  };
  const lie = (item) => { // a place in the list, at its end
    item.li = template.cloneNode(true);
    item.local = true;
    item.li.querySelector("[data-again]").addEventListener("click", () => {
      state(item, "waits");
      pause = PAUSE;
      wake();
      go();
    });
    items.push(item);
    wire(item);
    list.append(item.li);
    state(item, item.state ?? "ready");
    number();
    return item;
  };
  const name = (item) => { // from now on the letter has it
    const field = item.li.querySelector("input");
    field.name = "page";
    field.value = item.li.dataset.page = item.id;
  };
  const look = (item, preview) => {
    const sight = item.li.querySelector("[data-sight]");
    if (preview) {
      sight.replaceChildren(preview);
    } else if (item.kind === "voice") {
      sight.replaceChildren(Object.assign(document.createElement("audio"), { controls: true, src: URL.createObjectURL(item.blob) }));
    } else {
      sight.textContent = item.mark; // HEIC, PDF: this browser can't show what is on it
    }
  };

  const make = async (item, file) => {
    const { blob, preview } = await small(file, item.kind);
    if (item.removed) return;
    item.sha256 = crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())) : "";
    if (item.removed) return;
    item.blob = blob;
    look(item, preview);
    if (shelf) await lay(item);
    if (item.removed) return;
    name(item);
    state(item, "goes");
    item.file = null;
    if (shelf) sheet.typed();
    go();
  };
  const lay = (item) => { // on this phone
    const page = { writer, id: item.id, letter: of, blob: item.blob, sha256: item.sha256, kind: item.kind, mark: item.mark, at: item.at };
    return shelf.keep(page).then(() => { item.lies = true; }).catch(() => {});
  };
  const add = (files, kind) => {
    for (const file of files) {
      const mark = file.name?.match(/\.(\w{1,5})$/)?.[1].toUpperCase() ?? "";
      prepare(lie({ id: newId(), kind: kind ?? kindOf(file), mark, at: performance.timeOrigin + performance.now(), file }));
    }
  };
  const prepare = (item) => {
    making = making.then(() => item.removed || !item.file || make(item, item.file)).catch(() => {
      item.blob = null;
      if (!item.removed) state(item, "refused");
    });
  };

  // To the school, as they lie.
  const next = () => items.find((item) => item.blob && (item.state === "waits" || item.state === "goes"));
  const send = (item) => once(item.id, async () => {
    state(item, "goes");
    if (item.lies && !(await shelf.get({ writer, id: item.id }))) return { status: 200 }; // the letter's own sending was quicker
    item.stop = new AbortController();
    const page = () => ({ ...item, letter: form.elements.id.value });
    if (!Number(form.elements.revision.value)) await sheet.now(); // there is no draft yet to which it could come
    let answer = await bring(page(), item.stop.signal);
    if (answer.status === NOT_FOUND) { // or no more
      await sheet.now();
      answer = await bring(page(), item.stop.signal);
    }
    if (answer.status === NOT_FOUND) throw new Error("no draft");
    if (answer.status < 300 && item.lies && !item.removed) await shelf.drop({ writer, id: item.id });
    return answer;
  });
  const rest = () => new Promise((done) => {
    const timer = setTimeout(done, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    wake = () => { clearTimeout(timer); done(); };
  });
  const one = async (item) => {
    const answer = await send(item);
    if (item.removed) return;
    if (answer.status >= 300) return state(item, "refused", answer.words);
    if (answer.id && answer.id !== item.id) { // another file has this id
      item.id = answer.id;
      name(item);
    }
    item.lies = false;
    item.blob = null;
    state(item, "here");
    moved = true;
  };
  const work = async () => {
    for (;;) {
      const [away] = gone;
      const item = next();
      if (!away && !item) break;
      try {
        if (away) {
          await once(away.id, () => takeAway(away));
          gone.shift();
          if (shelf) await shelf.drop(away).catch(() => {});
        } else {
          await one(item);
        }
        pause = PAUSE;
      } catch {
        for (const left of items) if (left.blob && left.state !== "refused" && !left.removed) state(left, "waits");
        if (!item?.removed) await rest();
      }
    }
    if (moved) sheet.typed(); // so that the school has them in this order
    moved = false;
  };
  const go = () => {
    going ??= work().finally(() => {
      going = null;
      if (next() || gone.length) go();
    });
    return going;
  };
  const retry = () => {
    pause = PAUSE;
    wake();
  };
  addEventListener("online", retry);
  addEventListener("pagehide", () => {
    forGood();
    for (const page of gone) takeAway(page).catch(() => {}); // where this phone keeps nothing, it is now or never
  });

  // A letter goes when all its pages are here. On one's own phone it may wait with them.
  const ready = async () => {
    await making;
    while (next() || gone.length) await go();
  };
  const phoneHasThem = () => shelf && items.every((item) => item.state === "here" || item.lies) && crypto.subtle;
  addEventListener("submit", (event) => {
    if (event.target !== form) return;
    const stay = () => { event.preventDefault(); event.stopPropagation(); };
    const bad = items.find((item) => item.state === "refused");
    if (bad) {
      stay();
      say(dataset.firstWords);
      button(bad, "remove").focus();
      return;
    }
    forGood();
    const open = items.some((item) => item.state !== "here") || gone.length;
    if (!open || phoneHasThem()) return;
    stay();
    say(dataset.thenWords);
    retry();
    if (!releasing) release(event.submitter);
  }, true);
  const release = async (submitter) => {
    releasing = true;
    await making;
    if (!phoneHasThem()) await ready();
    releasing = false;
    form.requestSubmit(submitter);
  };
  addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.blob && !item.lies && item.state !== "refused")) event.preventDefault();
  });

  // What lies on this phone of a text, and what the school has of it besides.
  const from = async (text) => {
    const pages = await shelf.of(writer, text.id);
    const away = new Set(pages.filter((page) => page.gone).map(({ id }) => id));
    gone.push(...pages.filter((page) => page.gone && !gone.some(({ id }) => id === page.id)));
    for (const item of items.filter(({ id }) => away.has(id))) forget(item);
    const order = [...new Set([...text.pages ?? [], ...pages.map(({ id }) => id)])].filter((id) => !away.has(id));
    for (const id of order) {
      const page = pages.find((one) => one.id === id);
      if (items.some((item) => item.id === id)) continue;
      if (page) {
        const item = lie({ ...page, lies: true, state: "waits" });
        name(item);
        const picture = page.kind !== "voice" && await decode(page.blob);
        look(item, picture ? draw(picture, PREVIEW) : null);
      } else if (text.id !== first || sheet.offline) { // what the school has, and this page has not
        const item = lie({ id, kind: "photo", state: "here" });
        name(item);
        item.li.querySelector("[data-sight]").append(Object.assign(new Image(), { src: `/pages/${id}/small`, alt: "" }));
      }
    }
    const at = ({ id }) => (order.includes(id) ? order.indexOf(id) : order.length);
    items.sort((a, b) => at(a) - at(b));
    list.append(...items.map(({ li }) => li));
    number();
    go();
  };
  const first = of;
  // Another text stands on the sheet now, or this one has got another id.
  sheet.stood = (text) => {
    const before = of;
    of = form.elements.id.value;
    if (text.pages && of !== before) {
      forGood();
      for (const item of [...items]) forget(item); // they lie on this phone with their own text
      if (shelf) from(text).catch(() => {});
    } else if (of !== before && shelf) {
      for (const item of items.filter((one) => one.lies)) lay(item);
      for (const { page } of removed) page.letter = of;
      for (const page of [...gone, ...removed.map((one) => one.page)]) shelf.keep({ ...page, letter: of }).catch(() => {});
    }
  };

  for (const li of list.children) {
    const item = { li, id: li.dataset.page, state: "here", kind: li.dataset.kind };
    items.push(item);
    wire(item);
  }
  for (const button of fieldset.querySelectorAll("[data-plain]")) button.hidden = true;
  back.type = "button";
  back.hidden = true;
  back.addEventListener("click", putBack);
  fieldset.dataset.ready = "";
  number();
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  if (input.files.length) { // chosen before this was here
    add([...input.files]);
    input.value = "";
  }
  fieldset.addEventListener("everyletter:page", ({ detail }) => add([detail.blob], detail.kind));
  fieldset.addEventListener("dragover", (event) => event.preventDefault());
  fieldset.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });
  if (shelf) shelf.text(sheet.record()).then((text) => from(text?.state === "draft" ? text : sheet.record())).catch(() => {});
};
