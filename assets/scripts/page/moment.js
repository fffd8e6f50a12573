// data-moment: a moment in the reader's own zone and language.
export function bindMoments() {
  const draw = () => {
    const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    document.querySelectorAll("[data-moment]").forEach((each) => {
      const moment = new Date(each.dateTime);
      if (!Number.isNaN(moment.getTime())) each.textContent = form.format(moment);
    });
  };
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}
