// Sends what waits on this phone. The phone's copy goes only when the school has answered with the letter's id and the
// SHA-256 of its text.
import { ahead } from "./ahead.js";
import { note } from "./own.js";
import { drop, get, keep, kept } from "./phone.js";
import { ask, certain, fields } from "./school.js";

const SIGNED_OUT = 401;
const SOMEBODY_ELSE = 409;
export const WRITTEN_FURTHER = 412; // by another window, as the school would say it

// What must be with the school before the letter itself goes, one after the other: each is given the letter's record,
// and throws where it could not be sent. Then the letter waits as a whole. The school's no to one is its no to the letter.
const BEFORE = [ahead];

export const talk = new BroadcastChannel("everyletter");

const post = async (record, onPhone) => {
  for (const first of onPhone ? BEFORE : []) { // where nothing can lie here, all has gone before
    const told = await first(record);
    if (told.status >= 300) return { status: told.status };
  }
  const told = await ask("/letters", { method: "POST", body: fields(record) });
  if (told.status < 300 && told.id !== record.id) throw new Error("no word of this letter");
  return certain(told, record);
};

const alone = (does) => (navigator.locks ? navigator.locks.request("everyletter", does) : does());

// Sends a letter once, whoever else tries. The answer is the status, and where to go then; it throws where the letter
// still waits for a line.
export const send = (record, onPhone = true) => alone(async () => {
  const there = onPhone ? await get(record) : record;
  if (!there) return { status: 200 }; // another window, or the worker, was quicker
  if (there.turn !== record.turn) return { status: WRITTEN_FURTHER };
  const told = await post(record, onPhone);
  if (!onPhone) return told;
  if (told.status < 300) {
    await note(record.writer);
    await drop(record);
    talk.postMessage(record.id);
  } else if (told.status !== SIGNED_OUT && told.status !== SOMEBODY_ELSE) {
    await keep({ ...record, state: "draft" }); // the page says why, when she comes back
  }
  return told;
});

// Sends all that a person's letters wait for. Gives what was sent; throws where something waits for a line.
export const sendAll = async (writer) => {
  const sent = [];
  for (const record of await kept(writer)) {
    if (record.state === "waiting" && (await send(record)).status < 300) sent.push(record.id);
  }
  return sent;
};
