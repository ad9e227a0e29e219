// The way back from a letter to what was found, for which a browser would ask whether to send the form once more. What
// was looked for lies with this entry of the tab, where browsers keep the form itself, and in no address.
const form = document.querySelector("form[data-words]");
const { found, at, after } = form.dataset;

if (found !== undefined) history.replaceState({ words: form.elements.words.defaultValue, at, after }, "");
else if (history.state?.words) {
  for (const [name, value] of Object.entries(history.state)) {
    if (name === "words") form.elements.words.value = value;
    else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}
