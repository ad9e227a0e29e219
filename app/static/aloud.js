// Listening to a text. Only a voice that lives on this device reads it: any other one would send the text away.
import { base, here, tongueOf } from "./tongue.js";

const speech = globalThis.speechSynthesis;
let hush = () => {}; // pauses whoever is being listened to

const voiceFor = (tag) => {
  const able = speech.getVoices().filter(({ localService, lang }) => localService === true && base(lang) === base(tag));
  const alike = ({ lang }) => lang.replace("_", "-").toLowerCase() === tag.toLowerCase();
  return able.find(alike) ?? able.find((voice) => voice.default) ?? able[0];
};

// Sentences: one that is begun again after a pause is short.
const pieces = (text, tag) => {
  if (!Intl.Segmenter) return text.split(/\n+/);
  return Array.from(new Intl.Segmenter(tag, { granularity: "sentence" }).segment(text), ({ segment }) => segment);
};

export const listening = async (texts, { tools, show }) => {
  if (!speech) return;
  const [listen, stop] = tools.querySelectorAll("button");
  const { listenWords, pauseWords, onWords } = listen.dataset;
  const tongues = await Promise.all(texts.map(async (text) => await tongueOf(text) || texts[0].lang || here));
  let all = [];
  let next = 0; // the piece that is read, or that is read when it goes on
  let turn = 0; // what was begun before a pause says nothing any more

  const rest = (words) => {
    turn += 1;
    speech.cancel();
    hush = () => {};
    listen.textContent = words;
  };
  const pause = () => rest(onWords);
  const end = () => {
    rest(listenWords);
    next = 0;
    if (document.activeElement === stop) listen.focus();
    stop.hidden = true;
  };
  const say = (mine) => {
    if (mine !== turn) return;
    if (next >= all.length) return end();
    const { text, tag } = all[next];
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voiceFor(tag);
    if (!spoken.voice) return end(); // it was taken off the device meanwhile
    spoken.lang = spoken.voice.lang;
    spoken.onend = () => {
      if (mine !== turn) return;
      next += 1;
      say(mine);
    };
    spoken.onerror = () => { if (mine === turn) end(); };
    speech.speak(spoken);
  };
  listen.addEventListener("click", () => {
    if (listen.textContent === pauseWords) return pause();
    hush();
    speech.cancel();
    hush = pause;
    all = texts.flatMap((text, at) => pieces(text.textContent, tongues[at]).map((piece) => ({ text: piece, tag: tongues[at] })))
      .filter(({ text }) => text.trim());
    listen.textContent = pauseWords;
    stop.hidden = false;
    turn += 1;
    say(turn);
  });
  stop.addEventListener("click", end);
  addEventListener("pagehide", () => speech.cancel());

  const offer = () => {
    const can = tongues.every(voiceFor);
    if (can && !tools.isConnected) show();
    if (!can) tools.remove();
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
};
