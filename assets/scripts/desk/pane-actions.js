// The three signs of a pane's title line and its swap: data-act = swap | window | large | close.
import { close } from "./closing.js";
import { ownWindow } from "./windows.js";

export function bindPaneActions(layer, arrangement, { words }) {
  layer.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    const app = event.target.closest("[data-pane]")?.dataset.pane;
    if (!act || !app) return;
    const zone = arrangement.zones.indexOf(app);
    if (act === "close") leave(layer, arrangement, app, words);
    if (act === "large") arrangement.enlarge(app);
    if (act === "swap") arrangement.swap(zone, (zone + 1) % arrangement.zones.length);
    if (act === "window") ownWindow(arrangement, app);
    if (act === "desk") document.querySelector("[data-dock] button, [data-dock] a")?.focus();
  });
  layer.addEventListener("focusin", (event) => {
    const app = event.target.closest("[data-pane]")?.dataset.pane;
    if (app) arrangement.focus(arrangement.zones.indexOf(app));
  });
  // a click inside a frame is only seen as the frame taking the focus
  window.addEventListener("blur", () => {
    const app = document.activeElement?.closest?.("[data-pane]")?.dataset.pane;
    if (app) arrangement.focus(arrangement.zones.indexOf(app));
  });
}

async function leave(layer, arrangement, app, words) {
  if (!(await close(arrangement, app, words))) return;
  const next = arrangement.current && layer.querySelector(`[data-pane="${CSS.escape(arrangement.current)}"] [data-act]`);
  (next || document.querySelector(`[data-dock] [data-open="${CSS.escape(app)}"]`) || document.querySelector("#screen")).focus();
}
