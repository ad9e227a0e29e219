// On one's own phone: the worker, once the page is usable; and who writes here, for where there is no line.
import { welcome } from "./own.js";

export const install = (places, answerIn) => {
  const { phone, worker, writer, door } = document.body.dataset;
  if (phone !== "own") return;
  welcome({ writer, places: JSON.parse(places), answerIn, door }).catch(() => {});
  const register = () => navigator.serviceWorker?.register(worker, { updateViaCache: "none" }).catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", () => setTimeout(register));
};
