// A QR code or a link carries a code in the fragment, which no server sees. Put it into the form, and clear the
// address bar: the next one who looks over a shoulder sees nothing. Then on to what is still to be done.
const form = document.querySelector("form[data-code]");
const code = location.hash.slice(1);

if (code) {
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  (form.querySelector("[data-then]") ?? form.querySelector(".main")).focus();
}
