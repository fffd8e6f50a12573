// "Resume" on the home page: what was open, as a little map in the apps' colours.
import { drawMap, listed } from "./map.js";

export function bindResume(arrangement) {
  const draw = () => {
    const card = document.querySelector("[data-resume]");
    if (!card || arrangement.shown) return;
    card.hidden = !arrangement.zones.some(Boolean);
    drawMap(card.querySelector("[data-map]"), arrangement, arrangement.apps);
    card.querySelector("[data-names]").textContent = listed(arrangement.zones, arrangement.apps);
  };
  arrangement.addEventListener("change", draw);
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}
