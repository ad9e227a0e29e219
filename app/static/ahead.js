// Pages on this phone: they lie here until the school has them, each with the id of the letter to which it belongs, and
// go ahead of that letter. One that was taken away is kept as such until the school knows it.
import { bring, once, takeAway } from "./bring.js";
import { PAGES, after, work } from "./phone.js";
import { keepThere } from "./school.js";

const NOT_FOUND = 404;
const place = ({ writer, id }) => [writer, id];

export const keepPage = (page) => work(PAGES, "readwrite", (shelf) => { shelf.put(page); });
export const dropPage = (page) => work(PAGES, "readwrite", (shelf) => { shelf.delete(place(page)); });
export const getPage = (page) => work(PAGES, "readonly", (shelf, found) => {
  after(shelf.get(place(page)), (there) => { found[0] = there; });
});

// A person's pages on this phone, of one letter or of all, in the order in which they came.
export const pagesOf = async (writer, letter) => {
  const all = await work(PAGES, "readonly", (shelf, found) => {
    after(shelf.getAll(IDBKeyRange.bound([writer], [writer, []])), (there) => { found[0] = there; });
  });
  return all.filter((page) => !letter || page.letter === letter).sort((one, other) => one.at - other.at);
};

const go = async (page, record) => {
  if (page.gone) await takeAway(page);
  let told = page.gone ? { status: 200 } : await bring(page);
  if (told.status === NOT_FOUND) { // its letter is not there yet, not even as a draft
    const { id, status } = await keepThere(record);
    if (status >= 300) return { status };
    told = await bring({ ...page, letter: id });
  }
  if (told.status < 300) await dropPage(page);
  return told;
};

// Brings all pages of a letter that are still on this phone. Throws where there is no line; the answer is the status
// where the school will not have one of them.
export const ahead = async (record) => {
  const at = ({ id }) => record.pages?.indexOf(id) ?? 0;
  const pages = await pagesOf(record.writer, record.id);
  for (const page of pages.sort((one, other) => at(one) - at(other))) {
    const told = await once(page.id, async () => (await getPage(page) ? go(page, record) : { status: 200 }));
    if (told.status >= 300) return told;
  }
  return { status: 200 };
};
