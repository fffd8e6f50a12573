// One sentence about what was just done, and the way back. It waits while somebody looks at it.
const SHOWN_MS = 10_000;
let timer;
let undo;

/** Shows `text`; `back` takes back what was done, or does what `label` says. */
export function toast(text, back, label) {
  const note = document.querySelector("[data-toast]");
  const button = note.querySelector("[data-toast-undo]");
  button.dataset.usual ??= button.textContent;
  button.textContent = label ?? button.dataset.usual;
  undo = back;
  note.querySelector("[data-toast-text]").textContent = text;
  button.hidden = !back;
  note.hidden = false;
  wait(note);
}

function wait(note) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (note.matches(":hover, :focus-within")) wait(note);
    else note.hidden = true;
  }, SHOWN_MS);
}

export function bindToast() {
  const note = document.querySelector("[data-toast]");
  note.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-undo]")) undo?.();
    if (event.target.closest("button")) note.hidden = true;
  });
}
