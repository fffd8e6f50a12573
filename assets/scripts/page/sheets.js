// data-sheet="id" opens a sheet, data-sheet-close closes it; a click beside it closes it, too.
export function bindSheets() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-sheet]");
    const sheet = opener && document.getElementById(opener.dataset.sheet);
    if (sheet) {
      event.preventDefault();
      opener.closest("dialog[open]")?.close();
      opener.closest("[popover]")?.hidePopover();
      if (sheet.open) sheet.close();
      else open(sheet, opener);
      return;
    }
    const closer = event.target.closest("[data-sheet-close]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && event.target.matches("[data-light]") && beside(event)) event.target.close();
  });
}

function open(sheet, opener) {
  sheet.showModal();
  opener.setAttribute("aria-expanded", "true");
  sheet.addEventListener("close", () => {
    opener.setAttribute("aria-expanded", "false");
    sheet.querySelectorAll("[data-filter]").forEach((input) => {
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }, { once: true });
}

function beside(event) {
  const { left, right, top, bottom } = event.target.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}
