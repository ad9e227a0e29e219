// A QR code carries the card's code in the fragment, which no server sees. Put it into the form, and clear the
// address bar: the next one who looks over a shoulder sees nothing.
const form = document.querySelector("form[data-card]");
const code = location.hash.slice(1);

if (code) {
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector(".main").focus();
}
