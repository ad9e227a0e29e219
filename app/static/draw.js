// A simple drawing: a white sheet, some inks, an eraser. What is drawn stays while this page does, also when it is closed.
import { hand } from "./hand.js";

const WIDE = { pen: 9, eraser: 70 }; // of the 1200 pixels of the sheet

const drawn = new WeakMap(); // the strokes of each place

const paint = (context, { ink, points }) => {
  const [[x, y], ...rest] = points;
  context.strokeStyle = ink || "#fff";
  context.lineWidth = ink ? WIDE.pen : WIDE.eraser;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(x, y);
  if (!rest.length) context.lineTo(x + 0.1, y); // a dot: a line without a length is not drawn
  rest.forEach(([toX, toY], at) => { // through the middle of each two points: a round line
    const [endX, endY] = rest[at + 1] ?? [toX, toY];
    context.quadraticCurveTo(toX, toY, (toX + endX) / 2, (toY + endY) / 2);
  });
  context.stroke();
};

export const sketch = ({ fieldset, button, words }) => {
  const dialog = words.content.querySelector("[data-sketch]").cloneNode(true);
  const sheet = dialog.querySelector("canvas");
  const context = sheet.getContext("2d");
  const [undo, clear, take, close] = dialog.querySelectorAll("button");
  const strokes = drawn.get(fieldset) ?? [];
  drawn.set(fieldset, strokes);
  let stroke = null;

  const show = () => {
    const focused = document.activeElement;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, sheet.width, sheet.height);
    for (const one of strokes.slice(strokes.lastIndexOf("clear") + 1)) paint(context, one);
    undo.disabled = !strokes.length;
    clear.disabled = take.disabled = !strokes.length || strokes.at(-1) === "clear";
    if (focused.disabled) (undo.disabled ? close : undo).focus();
  };
  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    return [((clientX - left) * sheet.width) / width, ((clientY - top) * sheet.height) / height];
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    stroke = { ink: dialog.querySelector("input:checked").value, points: [at(event)] };
    strokes.push(stroke);
    show();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!stroke || !event.isPrimary) return;
    const between = event.getCoalescedEvents?.() ?? [];
    stroke.points.push(...(between.length ? between : [event]).map(at));
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) sheet.addEventListener(name, () => { stroke = null; });

  const back = () => {
    strokes.pop();
    show();
  };
  undo.addEventListener("click", back);
  clear.addEventListener("click", () => {
    strokes.push("clear"); // so that it can be undone
    show();
  });
  take.addEventListener("click", () => sheet.toBlob((blob) => {
    hand(fieldset, blob, "drawing", "drawing.png");
    drawn.delete(fieldset);
    dialog.close();
  }, "image/png"));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the keys of the desk are not meant
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      back();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  document.body.append(dialog);
  show();
  dialog.showModal();
};
