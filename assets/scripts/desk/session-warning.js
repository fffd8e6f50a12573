// How long the session lasts, in the status bar; five minutes before its end one sentence and one click.
// The click opens the sign-in in a small window (never in a frame); the session goes on under it, and
// every pane stays as it is.
import { locale } from "../page/locale.js";

const AHEAD_S = 300;
const LONGEST_S = 2_000_000; // browsers' timers end at 2³¹ ms

export function bindSessionWarning({ seconds }) {
  const note = document.querySelector("[data-session-soon]");
  let timer;
  const plan = (left) => {
    clearTimeout(timer);
    ends(left);
    const ahead = left - AHEAD_S;
    if (ahead > 0) note.hidden = true;
    timer = setTimeout(() => {
      if (left > 0) note.hidden = false;
    }, Math.min(Math.max(ahead, 0), LONGEST_S) * 1000);
  };
  plan(seconds);
  window.addEventListener("unidash:session", ({ detail }) => plan(detail.seconds));
  window.addEventListener("unidash:session-over", () => { note.hidden = true; });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-stay]")) return;
    event.target.closest("[popover]")?.hidePopover();
    const popup = window.open("/sign-in?fresh=1&back=/signed-in", "unidash-sign-in", "popup,width=520,height=720");
    if (popup) event.preventDefault(); // else the link leads there by itself
  });
  note.querySelector("[data-later]").addEventListener("click", () => { note.hidden = true; });
}

/** The moment of the end in the reader's words; the day only when it is not today. */
function ends(left) {
  const line = document.querySelector("[data-session-line]");
  const time = line.querySelector("time");
  const end = new Date(Date.now() + left * 1000);
  const today = end.toDateString() === new Date().toDateString();
  const form = { hour: "2-digit", minute: "2-digit", ...(today ? {} : { weekday: "long" }) };
  line.hidden = left <= 0;
  time.dateTime = end.toISOString();
  time.textContent = new Intl.DateTimeFormat(locale(), form).format(end);
}
