// What this phone asks the school for. Only an answer that is meant for a program counts, with the SHA-256 of the very
// text: a sign-in page that comes instead, after a redirect or not, is no such answer.
const PATIENCE = 30_000; // milliseconds
const GONE_WRONG = 500;
const REMEMBERED = 20; // how many texts that were under way without an answer are known again

export const digest = async (text) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

// Asks for an answer that is meant for a program; throws where none came, or another one.
export const ask = async (address, given) => {
  const answer = await fetch(address, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout?.(PATIENCE),
    ...given,
  });
  if (answer.status >= GONE_WRONG) throw new Error(answer.status);
  return answer.ok ? { status: answer.status, ...await answer.json() } : { status: answer.status };
};

export const fields = (record) => {
  const form = new FormData();
  for (const name of ["id", "writer", "classroom", "revision", "body", "wants", "answer_in", "language", "helper"]) {
    form.set(name, record[name] ?? "");
  }
  form.set("age", Math.max(0, Math.floor((Date.now() - (record.at ?? Date.now())) / 1000))); // which of two is newer
  for (const page of record.pages ?? []) form.append("page", page);
  for (const sent of record.sent ?? []) form.append("sent", sent);
  return form;
};

// On plain http nothing can be reckoned (W3C, Secure Contexts): there no letter is sent from here.
export const certain = async (told, record) => {
  if (told.status < 300 && crypto.subtle && told.sha256 !== await digest(record.body)) throw new Error("no word of this text");
  return told;
};

// A text of this phone with `sent`: the digests of what was under way before without an answer, so that it is known again
// as one's own. The text itself is one of them: the page that it stood on may have sent it as it went away.
export const known = async (text) => {
  if (!crypto.subtle) return text;
  return { ...text, sent: [...new Set([...text.sent, await digest(text.body)])].slice(-REMEMBERED) };
};

// Keeps a text with the school as a draft: its id and revision there, or the status with which it would not.
export const keepThere = async (record, given) =>
  certain(await ask("/drafts", { method: "POST", body: fields(record), ...given }), record);

// How far a draft has come there, on whatever phone; its text where it is not the revision that was seen here.
export const draftThere = ({ id, revision }) => ask(`/drafts/${id}?seen=${revision}`);

// Whether the school has got this text as a letter; throws where there is no line.
export const arrived = async (record) => {
  const told = await ask(`/letters/${record.id}/receipt`);
  if (told.id !== record.id) return false;
  return record.body === record.kept || !crypto.subtle || told.sha256 === await digest(record.body);
};
