// A little map of zones in the apps' colours.
import { place } from "./geometry.js";
import { position } from "./pane-layer.js";

const SIZE = { width: 76, height: 52 };
const MARGIN = 4;

/** Draws `zones` (an app or null each) of a shape into a map. */
export function drawMap(map, { shape, ratios, zones }, apps) {
  const drawn = place(shape, ratios, SIZE, MARGIN);
  map.replaceChildren(...drawn.zones.map((rect, zone) => {
    const part = document.createElement("i");
    const app = apps[zones[zone]];
    if (app) part.dataset.tone = app.tone;
    if (app?.icon) part.append(Object.assign(document.createElement("img"), { src: app.icon, alt: "" }));
    position(part, { ...rect, x: rect.x + MARGIN, y: rect.y + MARGIN });
    return part;
  }));
}

/** “Invoices, Sheets and Files” in the page's language. */
export function listed(zones, apps) {
  const names = zones.map((app) => apps[app]?.name).filter(Boolean);
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
}
