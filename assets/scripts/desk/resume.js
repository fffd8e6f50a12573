// "Resume" on the home page: what was open, as a little map in the apps' colours.
import { place } from "./geometry.js";
import { position } from "./pane-layer.js";

const SIZE = { width: 76, height: 52 };
const MARGIN = 4;

export function bindResume(arrangement) {
  const draw = () => {
    const card = document.querySelector("[data-resume]");
    if (!card || arrangement.shown) return;
    const open = arrangement.zones.filter(Boolean);
    card.hidden = open.length === 0;
    const drawn = place(arrangement.shape, arrangement.ratios, SIZE, MARGIN);
    card.querySelector("[data-map]").replaceChildren(...drawn.zones.map((rect, zone) => {
      const part = document.createElement("i");
      const app = arrangement.apps[arrangement.zones[zone]];
      if (app) part.dataset.tone = app.tone;
      if (app?.icon) part.append(Object.assign(document.createElement("img"), { src: app.icon, alt: "" }));
      position(part, { ...rect, x: rect.x + MARGIN, y: rect.y + MARGIN });
      return part;
    }));
    const names = open.map((app) => arrangement.apps[app].name);
    card.querySelector("[data-names]").textContent =
      new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(names);
  };
  arrangement.addEventListener("change", draw);
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}
