// data-clock: the day and the time in the page's language, each minute.
import { locale } from "./locale.js";

export function bindClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const lang = locale();
  const day = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" });
  const draw = () => {
    const now = new Date();
    clock.dateTime = now.toISOString();
    clock.textContent = `${day.format(now)} · ${hour.format(now)}`;
    setTimeout(draw, 60_000 - (now.getTime() % 60_000) + 50);
  };
  draw();
}
