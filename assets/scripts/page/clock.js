// data-clock: the day and the time in the page's language, each minute. Where there is little room the
// day goes.
import { locale } from "./locale.js";

export function bindClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const day = new Intl.DateTimeFormat(locale(), { weekday: "short", day: "numeric", month: "short" });
  const hour = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" });
  const [date, time] = [document.createElement("span"), document.createElement("span")];
  date.className = "clock-day";
  clock.replaceChildren(date, time);
  const draw = () => {
    const now = new Date();
    clock.dateTime = now.toISOString();
    date.textContent = `${day.format(now)} · `;
    time.textContent = hour.format(now);
    setTimeout(draw, 60_000 - (now.getTime() % 60_000) + 50);
  };
  draw();
}
