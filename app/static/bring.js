// Brings a page to the school. It is there when the school has answered with its length and its SHA-256, and not before.
const AT_LEAST = 30_000; // milliseconds, and as many again as the slowest line needs
const SLOWEST = 2; // bytes a millisecond
const BROKEN = 500;
const NOT_NOW = [401, 408, 429]; // signed out, or too much at once: the same page may come in another moment
const IS_GONE = 404;

// Whatever brings or takes away a page does it alone: this page, another window, or the worker.
export const once = (id, does) => (navigator.locks ? navigator.locks.request(`everyletter page ${id}`, does) : does());

const tell = async (address, body, signal, keepalive = false) => {
  const answer = await fetch(address, {
    method: "POST", body, signal, headers: { accept: "application/json" }, redirect: "error", keepalive,
  });
  if (answer.status >= BROKEN || NOT_NOW.includes(answer.status)) throw new Error(answer.status);
  return answer;
};

// The status, and the school's words where it will not take this page. Throws where it may be taken later.
export const bring = async ({ id, letter, sha256, kind, blob }, stop) => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ id, draft: letter, sha256, kind })) form.set(name, value);
  form.set("file", blob, "page");
  const enough = AbortSignal.timeout?.(AT_LEAST + blob.size / SLOWEST);
  const answer = await tell("/pages", form, stop && AbortSignal.any && enough ? AbortSignal.any([stop, enough]) : stop ?? enough);
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (answer.ok && (told.length !== blob.size || (sha256 && told.sha256 !== sha256))) throw new Error("no word of this page");
  return { words: told.words, id: told.id, status: answer.status };
};

// Takes a page away from the school, with all leaves of its file where it came by itself; one that is not there is gone.
export const takeAway = async ({ id, whole }) => {
  const form = new FormData();
  form.set("whole", whole ? "yes" : "");
  const answer = await tell(`/pages/${id}/remove`, form, AbortSignal.timeout?.(AT_LEAST), true); // also from a page that goes away
  if (!answer.ok && answer.status !== IS_GONE) throw new Error(answer.status);
};
