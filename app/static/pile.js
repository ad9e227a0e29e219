// A pile of files: chosen, or dropped anywhere on the page. They go one by one, in the order of their names, each with
// its own state; where the line is cut the same file goes again, so that the order stays. Nothing is left out silently.
const PAUSE = 4000; // milliseconds, before the next try where there is no line
const AGAIN = 2500; // milliseconds, before looking whether pages are ready
const form = document.querySelector("form[data-pile]");

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const digest = async (file) => {
  if (!crypto.subtle) return "";
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const until = (button, milliseconds) => new Promise((go) => {
  button.addEventListener("click", go, { once: true });
  window.addEventListener("online", go, { once: true });
  if (milliseconds) setTimeout(go, milliseconds);
});

if (form) {
  const words = form.dataset;
  const list = form.querySelector("[data-sending]");
  const input = form.querySelector("input[type=file]");
  const line = [];
  let sending = false;

  for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
  for (const scripted of form.querySelectorAll("[data-scripted]")) scripted.hidden = false;

  const say = (one, state, text, again = "") => {
    one.item.dataset.state = state;
    one.item.replaceChildren(`${one.file.name}: ${text} `);
    if (!again) return null;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: again });
    one.item.append(button);
    return button;
  };

  // What became of it: [state, words]. "stopped" can be tried again.
  const send = async (one) => {
    const body = new FormData();
    body.append("id", one.id);
    try {
      body.append("sha256", await digest(one.file));
      body.append("files", one.file);
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.status === 201) return ["here", words.hereWords];
      if (answer.status === 422) return ["refused", (await answer.json()).words];
      if (answer.status === 413) return ["refused", words.largeWords];
      if (answer.status === 401) return ["signed-out", words.signedOutWords];
    } catch {
      // no line, or a file that is not there any more: both are told, and tried again
    }
    return ["stopped", words.lineWords];
  };

  const sendAll = async () => {
    sending = true;
    let refused = false;
    for (let one = line.shift(); one; one = line.shift()) {
      for (;;) {
        say(one, "goes", words.goesWords);
        const [state, text] = await send(one);
        if (state === "here" || state === "refused") {
          say(one, state, text);
          refused = refused || state === "refused";
          break;
        }
        await until(say(one, "stopped", text, words.againWords), state === "stopped" ? PAUSE : 0);
      }
    }
    sending = false;
    if (!refused) { location.assign(words.pile); return; }
    const on = Object.assign(document.createElement("a"), { className: "button", href: words.pile, textContent: words.onWords });
    form.querySelector("[data-on]")?.remove();
    const place = document.createElement("p");
    place.dataset.on = "";
    place.append(on);
    list.after(place);
    on.focus();
  };

  const take = (files) => {
    const named = [...files].sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
    if (!named.length) return;
    list.hidden = false;
    form.closest("details")?.setAttribute("open", "");
    for (const file of named) {
      const one = { id: newId(), file, item: document.createElement("li") };
      list.append(one.item);
      say(one, "waits", words.waitsWords);
      line.push(one);
    }
    list.lastElementChild.scrollIntoView({ block: "nearest" });
    if (!sending) sendAll();
  };

  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());

  const brings = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    document.body.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    document.body.classList.remove("over");
    take(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

  // Pages that are being made ready: looked for again, unless she is sending more.
  if (document.querySelector("[data-look-again]")) {
    setInterval(() => { if (!sending && !document.hidden) location.reload(); }, AGAIN);
  }
}
