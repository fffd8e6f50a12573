// data-reveal="id": shows a password while the person wants to see it.
export function bindReveal() {
  document.querySelectorAll("[data-reveal]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    const field = button && document.getElementById(button.dataset.reveal);
    if (!field) return;
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}
