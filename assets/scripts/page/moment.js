// data-moment: a moment in the reader's own zone and language.
import { locale } from "./locale.js";

export function bindMoments() {
  const draw = () => {
    const form = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });
    document.querySelectorAll("[data-moment]").forEach((each) => {
      const moment = new Date(each.dateTime);
      if (!Number.isNaN(moment.getTime())) each.textContent = form.format(moment);
    });
  };
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}
