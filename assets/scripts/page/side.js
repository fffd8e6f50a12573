// On narrow screens the admin pages' list is a row that scrolls: the current page stands in sight.
export function bindSide() {
  const draw = () => {
    const side = document.querySelector(".side");
    const current = side?.querySelector("[aria-current]");
    if (current) side.scrollLeft = current.offsetLeft - (side.clientWidth - current.offsetWidth) / 2;
  };
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}
