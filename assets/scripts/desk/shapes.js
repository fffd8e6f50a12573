// The choice of zones: data-shape buttons, and the button that makes all parts equal.
export function bindShapes(arrangement) {
  const buttons = document.querySelectorAll("[data-shape]");
  const draw = () => buttons.forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.shape === arrangement.shape));
  });
  arrangement.addEventListener("change", draw);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shape], [data-equalise]");
    if (!button) return;
    if (button.dataset.shape) arrangement.reshape(button.dataset.shape);
    else arrangement.equalise();
    button.closest("[popover]")?.hidePopover();
  });
  draw();
}
