// Tiles, dock and launcher open apps in zones. They are links: with Ctrl, with the middle
// button or without scripts the app opens by itself.
import { toast } from "./toast.js";

export function bindOpening(arrangement, { words }) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const app = link.dataset.open;
    if (arrangement.apps[app]?.late) {
      toast(words.late.replaceAll("{app}", arrangement.apps[app].name), () => location.reload(), words.reload);
    }
    if (!arrangement.apps[app]?.frame) return;
    event.preventDefault();
    const sheet = link.closest("dialog");
    sheet?.close();
    const zone = sheet?.dataset.zone;
    if (sheet) delete sheet.dataset.zone;
    const why = link.querySelector(".tile-note")?.title;
    if (why) toast(why);
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
  const screen = document.querySelector("#screen");
  const behind = screen.dataset.view === "home";
  // home lies behind the panes: the way there is the way back, so that no Back is spent twice
  if (arrangement.shown && behind && history.state?.zones) history.back();
  else if (arrangement.shown) arrangement.show(false);
  if (behind) screen.focus();
  else link.dispatchEvent(new CustomEvent("unidash:go-home"));
}
