// Drags a pane by its title line onto another zone: the two change places.
import { shield } from "./shield.js";

const SLACK = 8;

export function bindPaneDrag(layer, arrangement, panes) {
  layer.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest(".pane-bar");
    if (!bar || event.button !== 0 || event.target.closest("button, a")) return;
    const pane = bar.closest("[data-pane]");
    const from = arrangement.zones.indexOf(pane.dataset.pane);
    arrangement.focus(from);
    if (arrangement.zones.length < 2 || arrangement.large) return;
    start(event, { layer, arrangement, panes, bar, from });
  });
  layer.addEventListener("dblclick", (event) => {
    const pane = event.target.closest(".pane-bar")?.closest("[data-pane]");
    if (pane && !event.target.closest("button, a")) arrangement.enlarge(pane.dataset.pane);
  });
}

function start(event, { layer, arrangement, panes, bar, from }) {
  const edge = layer.getBoundingClientRect();
  let target = -1;
  const mark = (zone) => {
    layer.querySelectorAll("[data-target]").forEach((each) => each.removeAttribute("data-target"));
    target = zone;
    if (zone < 0 || zone === from) return;
    const app = arrangement.zones[zone];
    const place = app ? panes.panes.get(app) : layer.querySelector(`[data-zone="${zone}"]`);
    place?.setAttribute("data-target", "");
  };
  shield(layer, bar, event, {
    move(e) {
      if (Math.hypot(e.clientX - event.clientX, e.clientY - event.clientY) < SLACK) return;
      const [x, y] = [e.clientX - edge.left, e.clientY - edge.top];
      const under = panes.zones.findIndex((z) => z && x >= z.x && x <= z.x + z.width && y >= z.y && y <= z.y + z.height);
      if (under !== target) mark(under);
    },
    end(kept) {
      const to = target;
      mark(-1);
      if (kept && to >= 0 && to !== from) arrangement.swap(from, to);
    },
  });
}
