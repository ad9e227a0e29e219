// What is on this phone: texts that are begun and letters that wait, each under its writer and the id that it will
// have; and who writes here (own.js). Whoever is signed in sees and sends only what she wrote herself.
export const LETTERS = "letters";
export const PAGES = "pages"; // photographed or drawn ones and voices, each until the school has it (ahead.js)
export const WHO = "who";
const LAST = "everyletter";

let opened;
let over = false; // somebody has said that this is not her phone: nothing is kept any more

export const close = async () => {
  over = true;
  (await opened).close();
};

const open = () => {
  if (over) throw new Error("not this phone");
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("everyletter", 2);
    asked.onupgradeneeded = () => {
      const there = asked.result.objectStoreNames;
      for (const shelf of [LETTERS, PAGES]) {
        if (!there.contains(shelf)) asked.result.createObjectStore(shelf, { keyPath: ["writer", "id"] });
      }
      if (!there.contains(WHO)) asked.result.createObjectStore(WHO);
    };
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        over = true;
        asked.result.close();
      };
      takeUp(asked.result); // before whatever is asked next
      done(asked.result);
    };
  });
  return opened;
};

// `does` works on one shelf and may keep something in the array that it is given; that is the answer, once the phone
// has it: for good where it is to be "strict", else safe from a killed tab, and soon from a dead battery.
export const work = async (shelf, mode, does, durability = "strict") => {
  const turn = (await open()).transaction(shelf, mode, { durability });
  const found = [];
  return new Promise((done, failed) => {
    turn.oncomplete = () => done(found[0]);
    turn.onabort = turn.onerror = () => failed(turn.error);
    does(turn.objectStore(shelf), found);
  });
};

export const after = (asked, does) => { asked.onsuccess = () => does(asked.result); };
const place = (record) => [record.writer, record.id];

// Keeps a text. Every keeping is a turn; where another window than `by` has kept another text under the same id since
// `turn`, nothing is written, and that other record is the answer. Else the answer is the record, with its new turn.
export const keep = (record, durability) => work(LETTERS, "readwrite", (shelf, found) => {
  after(shelf.get(place(record)), (there) => {
    if (there && there.turn !== record.turn && there.by !== record.by && there.body !== record.body) {
      found[0] = there;
      return;
    }
    found[0] = { ...record, turn: Math.random() };
    shelf.put(found[0]);
  });
}, durability);

// The last word of a page that goes away in the middle of a keeping, which is given up with it. What is put down here is
// taken up as soon as the phone is asked for anything.
export const putDown = (record) => {
  try {
    localStorage.setItem(LAST, JSON.stringify(record));
  } catch {} // what was kept before is there
};
const takeUp = (phone) => {
  const last = JSON.parse(globalThis.localStorage?.getItem(LAST) ?? "null");
  if (!last) return;
  const turn = phone.transaction(LETTERS, "readwrite");
  const shelf = turn.objectStore(LETTERS);
  after(shelf.get(place(last)), (there) => {
    if (!there || there.at < last.at) shelf.put({ ...last, turn: Math.random() });
  });
  turn.oncomplete = () => localStorage.removeItem(LAST);
};

// Lets a text go, if it is still the one that `record` says.
export const drop = (record) => work(LETTERS, "readwrite", (shelf) => {
  after(shelf.get(place(record)), (there) => {
    if (there && there.turn === record.turn) shelf.delete(place(record));
  });
});

// All that a person has on this phone, the newest first.
export const kept = async (writer) => {
  const all = await work(LETTERS, "readonly", (shelf, found) => {
    after(shelf.getAll(IDBKeyRange.bound([writer], [writer, []])), (there) => { found[0] = there; });
  });
  return all.sort((one, other) => other.at - one.at);
};

export const get = (record) => work(LETTERS, "readonly", (shelf, found) => {
  after(shelf.get(place(record)), (there) => { found[0] = there; });
});
