// Records a voice: some minutes at a time, listened to before it is kept, and never lost by a key pressed too early.
import { hand } from "./hand.js";

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const RATE = 32_000; // bits a second: five minutes are a little over a megabyte
const OFTEN = 250; // milliseconds between two looks at the clock

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export const record = async ({ fieldset, tools, button, words, say }) => {
  const longest = Number(words.dataset.seconds);
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return say("microphone");
  }
  const panel = words.content.querySelector("[data-recorder]").cloneNode(true);
  const [end, take, drop] = panel.querySelectorAll("button");
  const shown = panel.querySelector("[data-clock]");
  const told = panel.querySelector("[role=status]");
  const audio = panel.querySelector("audio");
  const passed = (seconds) => shown.dataset.words.replace("0:00", clock(seconds));
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE });
  const parts = [];
  let blob;
  const began = performance.now();

  const tick = () => {
    const seconds = Math.min(longest, Math.floor((performance.now() - began) / 1000));
    if (shown.textContent !== passed(seconds)) shown.textContent = passed(seconds);
    if (seconds && seconds % 60 === 0 && told.textContent !== passed(seconds)) told.textContent = passed(seconds);
    if (seconds >= longest && recorder.state === "recording") {
      recorder.stop();
      told.textContent = told.dataset.over;
    }
  };
  const timer = setInterval(tick, OFTEN);

  const away = () => {
    URL.revokeObjectURL(audio.src);
    panel.remove();
    button.hidden = false;
    button.focus();
    fieldset.form?.removeEventListener("submit", first, true);
    removeEventListener("beforeunload", ask);
  };
  const first = (event) => { // a letter does not go without the voice that its writer has just spoken
    event.preventDefault();
    event.stopImmediatePropagation();
    if (recorder.state === "recording") recorder.stop();
    panel.querySelector("[data-first]").hidden = false;
    take.hidden = false;
    take.focus();
  };
  const ask = (event) => event.preventDefault();

  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    blob = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
    audio.addEventListener("loadedmetadata", () => { // Chromium writes no length: at the end it is known
      if (audio.duration === Infinity) {
        audio.addEventListener("durationchange", () => { audio.currentTime = 0; }, { once: true });
        audio.currentTime = Number.MAX_SAFE_INTEGER;
      }
    }, { once: true });
    audio.src = URL.createObjectURL(blob);
    audio.hidden = take.hidden = false;
    if (document.activeElement === end) take.focus();
    end.hidden = true;
  };
  end.addEventListener("click", () => recorder.stop());
  take.addEventListener("click", () => {
    if (!blob) return; // its last part is still being written
    hand(fieldset, blob, "voice", `voice.${blob.type.split("/")[1]}`);
    away();
  });
  drop.addEventListener("click", () => {
    recorder.onstop = null;
    clearInterval(timer);
    if (recorder.state === "recording") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    away();
  });
  fieldset.form?.addEventListener("submit", first, true);
  addEventListener("beforeunload", ask);
  button.hidden = true;
  tools.after(panel);
  recorder.start(1000);
  tick();
  told.textContent = told.dataset.records;
  end.focus();
};
