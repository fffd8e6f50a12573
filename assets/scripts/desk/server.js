// The server is silent, or this computer has no network: one sentence, one sign in the status bar, and
// the desk looks by itself until it is back.
const FIRST_MS = 1000;
const MOST_MS = 15_000;
let pause = 0;
let timer;

/** Call when a request found nobody. */
export function lost() {
  show(navigator.onLine ? "lost" : "offline");
  if (pause) return;
  pause = FIRST_MS;
  timer = setTimeout(look, pause);
}

/** Call with the status of an answer; an ended session opens its sheet. */
export function calm(status) {
  if (status === 401) window.dispatchEvent(new CustomEvent("unidash:session-over"));
  if (status >= 502 && status <= 504) lost();
}

async function look() {
  clearTimeout(timer);
  const answer = await fetch("/alive", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok) {
    pause = 0;
    show("online");
    window.dispatchEvent(new CustomEvent("unidash:back"));
    return;
  }
  show(navigator.onLine ? "lost" : "offline");
  pause = Math.min(MOST_MS, pause * 1.6);
  timer = setTimeout(look, pause);
}

/** The state in the status bar and in the sentence: data-network = online | lost | offline. */
function show(state) {
  document.querySelectorAll("[data-network]").forEach((each) => { each.hidden = each.dataset.network !== state; });
  const note = document.querySelector("[data-server-lost]");
  if (note) note.hidden = state === "online";
}

export function bindServer() {
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => calm(event.detail.xhr.status));
  window.addEventListener("offline", lost);
  window.addEventListener("online", () => pause && look());
}
