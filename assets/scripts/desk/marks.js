// The bar under the apps that run, on every link that opens one.
export function bindMarks(arrangement) {
  const draw = () => document.querySelectorAll("[data-dock] [data-open]").forEach((link) => {
    const pane = arrangement.running.get(link.dataset.open);
    if (pane) link.dataset.running = pane.asleep ? "asleep" : "awake";
    else delete link.dataset.running;
    const current = arrangement.shown && arrangement.current === link.dataset.open;
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    link.querySelector("[data-running-word]")?.toggleAttribute("hidden", !pane);
  });
  arrangement.addEventListener("change", draw);
  draw();
}
