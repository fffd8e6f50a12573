// data-filter="selector": what is typed hides the elements whose text does not hold it.
// Accents do not matter. Enter opens the first that is left.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function bindFilter() {
  document.addEventListener("input", (event) => {
    const input = event.target.closest("[data-filter]");
    if (!input) return;
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    input.closest("dialog")?.toggleAttribute("data-searching", words.length > 0);
    const all = [...document.querySelectorAll(input.dataset.filter)];
    all.forEach((each) => {
      const text = plain(`${each.textContent} ${each.dataset.words ?? ""}`);
      each.hidden = !words.every((word) => text.includes(word));
    });
    const none = document.querySelector(input.dataset.filterNone);
    if (none) none.hidden = all.some((each) => each.checkVisibility()) || (all.length > 0 && !words.length);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("[data-filter]");
    if (input && event.key === "Enter") {
      event.preventDefault();
      const first = [...document.querySelectorAll(input.dataset.filter)].find((each) => !each.hidden);
      if (input.value.trim()) first?.querySelector("a, button")?.click();
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector("dialog[open] [data-filter], #screen [data-filter]");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    }
  });
}
