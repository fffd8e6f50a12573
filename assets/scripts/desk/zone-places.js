// Shows the empty zones, each with its invitation to choose an app.
import { position } from "./pane-layer.js";

export function bindZonePlaces(layer, arrangement, panes) {
  const mould = layer.querySelector("template[data-mould=zone]");
  const places = [];
  layer.addEventListener("drawn", () => {
    arrangement.zones.forEach((app, zone) => {
      const rect = app === null ? panes.zones[zone] : undefined;
      if (!rect) {
        places[zone]?.remove();
        places[zone] = undefined;
        return;
      }
      if (!places[zone]) {
        places[zone] = mould.content.firstElementChild.cloneNode(true);
        layer.append(places[zone]);
      }
      places[zone].dataset.zone = zone;
      places[zone].toggleAttribute("data-keyboard", arrangement.keyboard === zone);
      position(places[zone], rect);
    });
    places.splice(arrangement.zones.length).forEach((place) => place?.remove());
  });
  layer.addEventListener("focusin", (event) => {
    const place = event.target.closest("[data-zone]");
    if (place) arrangement.focus(Number(place.dataset.zone));
  });
}
