// A tick that shows the password while one chooses it. Without scripts there is nothing to tick.
for (const tick of document.querySelectorAll("[data-show]")) {
  const password = document.getElementById(tick.dataset.show);
  tick.closest("label").hidden = false;
  tick.addEventListener("change", () => {
    password.type = tick.checked ? "text" : "password";
  });
}
