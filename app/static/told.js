// A place on the page where the server's words are put when something has happened. Said again, a screen reader would
// read them again: what stands there already stays.
const words = (one) => one.textContent.replace(/\s+/g, " ").trim();

export const tell = (place, part) => {
  if (words(part) !== words(place)) place.replaceChildren(part);
};

const NOTHING = 204;

// What an answer of the server brings, as a part of the page.
export const drawn = async (answer) => {
  const made = document.createElement("template");
  if (answer.status !== NOTHING) made.innerHTML = await answer.text();
  return made.content;
};
