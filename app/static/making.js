// Other ways to write: a voice and a drawing. Their scripts come when somebody asks for one.
const words = document.querySelector("template[data-making]");
const { voice, draw, style } = words.dataset;
const records = Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia);

let dressed;
const dress = () => new Promise((done, failed) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style, onload: done });
  link.onerror = () => {
    link.remove();
    dressed = null;
    failed();
  };
  document.head.append(link);
});
const come = async (script) => {
  dressed ??= dress();
  const [way] = await Promise.all([import(script), dressed]);
  return way;
};

for (const fieldset of document.querySelectorAll("[data-pages]")) {
  const adding = fieldset.querySelector(".adding");
  if (!adding) continue;
  const tools = words.content.querySelector("[data-tools]").cloneNode(true);
  const [record, sketch] = tools.querySelectorAll("button");
  const say = (what) => {
    for (const reason of tools.querySelectorAll("[data-why]")) reason.hidden = reason.dataset.why !== what;
  };
  let busy = false; // a second click finds the first one still at work
  const when = (button, script, does) => button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    say("");
    const way = await come(script).catch(() => say("line"));
    await way?.[does]({ fieldset, tools, button, words, say });
    busy = false;
  });
  record.hidden = !records;
  if (!isSecureContext) say("http");
  when(record, voice, "record");
  when(sketch, draw, "sketch");
  adding.after(tools);
}
