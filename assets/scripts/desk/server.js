// The server is silent: one sentence, and the desk looks by itself until it is back.
const FIRST_MS = 1000;
const MOST_MS = 15_000;
let pause = 0;

/** Call when a request found nobody. */
export function lost() {
  if (pause) return;
  pause = FIRST_MS;
  banner(true);
  setTimeout(look, pause);
}

/** Call with the status of an answer; an ended session opens its sheet. */
export function calm(status) {
  if (status === 401) window.dispatchEvent(new CustomEvent("unidash:session-over"));
  if (status >= 502 && status <= 504) lost();
}

async function look() {
  const answer = await fetch("/alive", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok) {
    pause = 0;
    banner(false);
    window.dispatchEvent(new CustomEvent("unidash:back"));
    return;
  }
  pause = Math.min(MOST_MS, pause * 1.6);
  setTimeout(look, pause);
}

function banner(shown) {
  const note = document.querySelector("[data-server-lost]");
  if (note) note.hidden = !shown;
}

export function bindServer() {
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => calm(event.detail.xhr.status));
  window.addEventListener("offline", lost);
}
