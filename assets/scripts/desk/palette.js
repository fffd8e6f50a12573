// The palette's lines that act: on the pane that has the keyboard (data-palette-act) and on places
// inside apps (data-place), which open in the app's pane.
import { close } from "./closing.js";
import { ownWindow } from "./windows.js";

export function bindPalette(arrangement, panes, { words }) {
  const sheet = document.querySelector("#launcher");
  const draw = () => {
    const app = arrangement.shown ? arrangement.current : null;
    sheet.querySelectorAll("[data-pane-entry]").forEach((line) => {
      // what cannot be done just now is not offered; the search hides and shows by itself
      line.toggleAttribute("data-idle", !app);
      line.querySelector("[data-current-app]").textContent = arrangement.apps[app]?.name ?? "";
    });
  };
  sheet.addEventListener("click", (event) => {
    const act = event.target.closest("[data-palette-act]")?.dataset.paletteAct;
    if (act) perform(act, arrangement, words);
    const place = event.target.closest("[data-place]");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const app = place.dataset.place;
    if (!arrangement.apps[app]?.frame) return;
    event.preventDefault();
    sheet.close();
    go(arrangement, panes, app, place.href);
  });
  arrangement.addEventListener("change", draw);
  draw();
}

function perform(act, arrangement, words) {
  const { current: app, keyboard, zones } = arrangement;
  if (act === "equalise") arrangement.equalise();
  if (!app) return;
  if (act === "large") arrangement.enlarge(app);
  if (act === "swap") arrangement.swap(keyboard, (keyboard + 1) % zones.length);
  if (act === "window") ownWindow(arrangement, app);
  if (act === "close") close(arrangement, app, words);
}

/** Leads an app's pane to a place inside it: an open one goes there, a new one begins there. */
function go(arrangement, panes, app, url) {
  const frame = panes.frame(app);
  if (frame) frame.src = url;
  else arrangement.running.set(app, { at: url, asleep: true, used: 0 });
  arrangement.open(app);
}
