// Whose phone this is: who writes here as on her own, and how nothing of anybody's is left.
import { LETTERS, WHO, after, close, work } from "./phone.js";

// Who writes on this phone as on her own, and to whom she can: what the empty sheet needs where there is no line.
export const welcome = (who) => work(WHO, "readwrite", (shelf) => { shelf.put(who, WHO); });
export const who = () => work(WHO, "readonly", (shelf, found) => {
  after(shelf.get(WHO), (there) => { found[0] = there; });
});
export const farewell = () => work(WHO, "readwrite", (shelf) => { shelf.delete(WHO); });

// That something has gone by itself, until she is told.
export const note = (writer) => work(WHO, "readwrite", (shelf) => { shelf.put(true, writer); });
export const noted = (writer) => work(WHO, "readwrite", (shelf, found) => {
  after(shelf.get(writer), (there) => { found[0] = there; });
  shelf.delete(writer);
});

// Whether anything was ever kept here, without keeping anything by asking.
export const used = async () =>
  !indexedDB.databases || (await indexedDB.databases()).some((one) => one.name === "everyletter");

// Leaves nothing: no text, no worker, no file. Only where nobody's text is left.
export const empty = async () => {
  const left = await work(LETTERS, "readonly", (shelf, found) => {
    after(shelf.count(), (count) => { found[0] = count; });
  });
  if (left) return;
  await close();
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase("everyletter");
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
  for (const name of await globalThis.caches?.keys() ?? []) await caches.delete(name);
  for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) await one.unregister();
};
