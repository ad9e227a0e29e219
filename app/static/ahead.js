// Pages on this phone: they lie here until the school has them, each with the id of the letter to which it belongs, and
// go ahead of that letter. One that was taken away is kept as such until the school knows it.
import { bring, once, takeAway } from "./bring.js";
import { PAGES, after, work } from "./phone.js";
import { keepThere } from "./school.js";

const NO_DRAFT = 404;
const key = ({ writer, id }) => [writer, id];

export const keepPage = (page) => work(PAGES, "readwrite", (shelf) => { shelf.put(page); });
export const dropPage = (page) => work(PAGES, "readwrite", (shelf) => { shelf.delete(key(page)); });
export const getPage = (page) => work(PAGES, "readonly", (shelf, found) => {
  after(shelf.get(key(page)), (there) => { found[0] = there; });
});

// A person's pages on this phone, of one letter or of all, in the order in which they came.
export const pagesOf = async (writer, letter) => {
  const all = await work(PAGES, "readonly", (shelf, found) => {
    after(shelf.getAll(IDBKeyRange.bound([writer], [writer, []])), (there) => { found[0] = there; });
  });
  return all.filter((page) => !letter || page.letter === letter).sort((one, other) => one.at - other.at);
};

// A page comes to a draft; `home` is that of its letter, which is kept where it is not there yet, or no more.
const sendOne = async (page, record, home) => {
  if (page.gone) await takeAway(page);
  const keepHome = async () => Object.assign(home, await keepThere(record));
  if (!page.gone && !home.id) await keepHome();
  if (home.status >= 300) return home;
  let told = page.gone ? { status: 200 } : await bring({ ...page, letter: home.id });
  if (told.status === NO_DRAFT && (await keepHome()).status < 300) told = await bring({ ...page, letter: home.id });
  if (told.status < 300) await dropPage(page);
  return told;
};

// Brings all pages of a letter that are still on this phone. Throws where there is no line; the answer is the status
// where the school will not have one of them.
export const ahead = async (record) => {
  const turn = ({ id }) => record.pages?.indexOf(id) ?? 0;
  const pages = await pagesOf(record.writer, record.id);
  const home = Number(record.revision) ? { id: record.id } : {};
  for (const page of pages.sort((one, other) => turn(one) - turn(other))) {
    const told = await once(page.id, async () => (await getPage(page) ? sendOne(page, record, home) : { status: 200 }));
    if (told.status >= 300) return told;
  }
  return { status: 200 };
};
