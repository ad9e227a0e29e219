// What a page asks for once it is usable: other ways to read and to write, where it has templates for them.
export const usable = new Promise((done) => {
  if (document.readyState === "complete") done();
  else addEventListener("load", done);
});
for (const { dataset } of document.querySelectorAll("template[data-way]")) {
  usable.then(() => import(dataset.way)).catch(() => {});
}
