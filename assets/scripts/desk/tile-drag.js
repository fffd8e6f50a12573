// Drags an app from the dock or the home page to a half or a quarter: a ghost
// shows where it would stand, Escape cancels. Fingers scroll instead; the menus do the same.
import { dropped } from "./drop-plan.js";
import { position } from "./pane-layer.js";
import { shield } from "./shield.js";

const SLACK = 8;
const FROM = ".dock-app[data-open], #screen .tile[data-open]";

export function bindTileDrag(layer, arrangement) {
  document.addEventListener("dragstart", (event) => event.target.closest?.(FROM) && event.preventDefault());
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest(FROM);
    if (!link || event.button !== 0 || event.pointerType === "touch" || !arrangement.apps[link.dataset.open]?.frame) return;
    const watch = new AbortController();
    const { signal } = watch;
    document.addEventListener("pointerup", () => watch.abort(), { signal });
    document.addEventListener("pointercancel", () => watch.abort(), { signal });
    document.addEventListener("pointermove", (move) => {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) < SLACK) return;
      watch.abort();
      if (arrangement.zones.some(Boolean)) start(move, { layer, arrangement, link });
    }, { signal });
  });
}

function start(event, { layer, arrangement, link }) {
  const app = link.dataset.open;
  const ghost = layer.appendChild(Object.assign(document.createElement("div"), { className: "ghost-zone" }));
  ghost.append(link.querySelector(".squircle").cloneNode(true));
  const wasShown = arrangement.shown;
  arrangement.show(true);
  const gap = parseFloat(getComputedStyle(layer).getPropertyValue("--gap")) || 0;
  let plan;
  const look = (e) => {
    const edge = layer.getBoundingClientRect();
    const point = { x: e.clientX - edge.left, y: e.clientY - edge.top };
    plan = dropped(arrangement, app, point, { width: edge.width, height: edge.height }, gap);
    ghost.hidden = !plan;
    if (plan) position(ghost, plan.rect);
  };
  // the drop is no click on the tile
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  link.addEventListener("click", swallow, { capture: true, once: true });
  look(event);
  shield(layer, link, event, {
    move: look,
    end(kept) {
      ghost.remove();
      setTimeout(() => link.removeEventListener("click", swallow, { capture: true }));
      if (!kept || !plan) {
        arrangement.show(wasShown);
        return;
      }
      arrangement.arrange(plan);
      arrangement.focus(plan.apps.indexOf(app));
    },
  });
}
