// data-order: a list whose lines go up and down; data-order-step = -1 or 1 on their buttons.
export function bindOrder() {
  const show = () => document.querySelectorAll("[data-order-step]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-step]");
    const line = button?.closest("li");
    if (!line) return;
    const up = button.dataset.orderStep === "-1";
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (up) other.before(line);
    else other.after(line);
    button.focus();
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
}
