// The sheet's beginning. What lies beside it is asked for when the page is usable.
import { usable } from "./later.js";
import { lay } from "./sheet.js";

const form = document.querySelector("form[data-sheet]");
const { offline, rest } = form.dataset;
const coming = usable.then(() => import(rest));

if (!offline) lay(form, coming);
else coming.then(async ({ unfold }) => await unfold(form) && lay(form, coming));
if (!isSecureContext && document.body.dataset.phone === "own") document.querySelector("[data-http]").hidden = false;
