// A button that prints the page. Without JavaScript it stays hidden: the browser has one of its own.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
