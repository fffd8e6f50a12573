// Five minutes before the session ends: one sentence and one click. The click opens the sign-in in a
// small window; the session goes on under it, and every pane stays as it is.
const AHEAD_S = 300;
const LONGEST_S = 2_000_000; // browsers' timers end at 2³¹ ms

export function bindSessionWarning({ seconds }) {
  const note = document.querySelector("[data-session-soon]");
  let timer;
  const plan = (left) => {
    clearTimeout(timer);
    const ahead = left - AHEAD_S;
    if (ahead > 0) note.hidden = true;
    timer = setTimeout(() => {
      if (left > 0) note.hidden = false;
    }, Math.min(Math.max(ahead, 0), LONGEST_S) * 1000);
  };
  plan(seconds);
  window.addEventListener("unidash:session", ({ detail }) => plan(detail.seconds));
  window.addEventListener("unidash:session-over", () => { note.hidden = true; });
  note.querySelector("[data-stay]").addEventListener("click", (event) => {
    const popup = window.open("/sign-in?fresh=1&back=/signed-in", "unidash-sign-in", "popup,width=520,height=720");
    if (popup) event.preventDefault(); // else the link leads there by itself
  });
  note.querySelector("[data-later]").addEventListener("click", () => { note.hidden = true; });
}
