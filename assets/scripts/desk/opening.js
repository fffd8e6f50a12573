// Tiles, dock and launcher open apps in zones. They are links: with Ctrl, with the middle
// button or without scripts the app opens by itself.
export function bindOpening(arrangement) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const app = link.dataset.open;
    if (!arrangement.apps[app]?.frame) return;
    event.preventDefault();
    const sheet = link.closest("dialog");
    sheet?.close();
    const zone = sheet?.dataset.zone;
    if (sheet) delete sheet.dataset.zone;
    arrangement.open(app, zone === undefined ? undefined : Number(zone));
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-zone][data-choose]");
    const sheet = place && document.getElementById(place.dataset.choose);
    if (!sheet) return;
    sheet.dataset.zone = place.dataset.zone;
    sheet.showModal();
  });
  document.addEventListener("click", (event) => {
    const home = event.target.closest("[data-go-home]");
    if (home && !event.ctrlKey && !event.metaKey && !event.shiftKey) goHome(event, home, arrangement);
    if (event.target.closest("[data-menu-link]")) {
      event.target.closest("[popover]")?.hidePopover();
      arrangement.show(false);
    }
    if (event.target.closest("[data-go-zones]")) arrangement.show(true);
  });
}

// Never by a page load, which would end the panes.
function goHome(event, link, arrangement) {
  event.preventDefault();
  if (arrangement.shown) arrangement.show(false);
  const screen = document.querySelector("#screen");
  if (screen.dataset.view === "home") screen.focus();
  else link.dispatchEvent(new CustomEvent("unidash:go-home"));
}
