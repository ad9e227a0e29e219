// Hands a voice or a drawing to the pages of a sheet: what sends pages takes it (pages.js, or whoever prevents the
// event's default). Where nothing does, it lies in the field for files, and goes with the form.
export const hand = (fieldset, blob, kind, name) => {
  const given = new CustomEvent("everyletter:page", { detail: { blob, kind }, bubbles: true, cancelable: true });
  if (!fieldset.dispatchEvent(given) || "ready" in fieldset.dataset) return;
  const field = fieldset.querySelector("input[type=file]");
  const files = new DataTransfer();
  for (const file of [...field.files, new File([blob], name, { type: blob.type })]) files.items.add(file);
  field.files = files.files;
};
