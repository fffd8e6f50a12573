// data-copy="selector": copies an element's text and says so on the button for a moment.
export function bindCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = (source.value ?? source.textContent).trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(source);
      return;
    }
    const word = button.querySelector("[data-copied]") ?? button;
    const before = word.textContent;
    word.textContent = button.dataset.done;
    setTimeout(() => { word.textContent = before; }, 2000);
  });
}
