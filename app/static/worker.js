// Works without a page: answers with the empty sheet where there is no line, and sends what waits when there is one
// again. It keeps static files and that sheet, and never a page of anybody's.
import { farewell, used, who } from "./own.js";
import { sendAll } from "./outbox.js";

const SHEET = "/write/offline";
const SHEETS = ["/", "/write", "/letters"]; // where one comes to write
const DOORS = ["/card", "/sign-in", "/sign-out", "/not-my-phone"]; // who goes through: another person, maybe
const SHELF = `everyletter ${location.search}`; // a new worker, a new shelf

const stock = async () => {
  const shelf = await caches.open(SHELF);
  const sheet = await fetch(SHEET, { redirect: "error" });
  if (!sheet.ok) throw new Error(sheet.status);
  const files = (await sheet.clone().text()).match(/\/static\/[^"]+/g);
  await shelf.addAll(new Set(files));
  await shelf.put(SHEET, sheet);
};

const tidy = async () => {
  for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
  await clients.claim();
};

const sheet = async (request) => {
  try {
    return await fetch(request);
  } catch (problem) {
    return await caches.match(SHEET) ?? Response.error();
  }
};

const goes = async () => {
  const here = await used() && await who();
  if (here) await sendAll(here.writer);
};

addEventListener("install", (event) => {
  // What a script sends goes past this worker. On the way through it, what a page says as it goes away is lost with the
  // page: in Chromium 1 of 40 came through, and past it 40 of 40. A browser without addRoutes has it on this phone still.
  event.addRoutes?.({ condition: { requestMethod: "POST", requestMode: "cors" }, source: "network" });
  event.waitUntil(stock().then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("sync", (event) => event.waitUntil(goes()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && DOORS.includes(pathname)) event.waitUntil(used().then((is) => is && farewell()));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && (pathname === SHEET || SHEETS.includes(pathname))) event.respondWith(sheet(request));
  if (pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((file) => file ?? fetch(request)));
  }
});
