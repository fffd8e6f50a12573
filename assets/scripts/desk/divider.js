// Dividers: pointer, touch and keys (role=separator). A double click makes all parts equal.
import { position } from "./pane-layer.js";
import { shield } from "./shield.js";

const STEP = 0.02;
const LEAP = 0.1;

export function bindDividers(layer, arrangement, panes) {
  const mould = layer.querySelector("template[data-mould=divider]");
  const bars = [];
  layer.addEventListener("drawn", () => {
    panes.dividers.forEach((divider, index) => {
      bars[index] ??= make(mould, layer, arrangement, () => panes.dividers[index]);
      describe(bars[index], divider);
    });
    bars.splice(panes.dividers.length).forEach((bar) => bar.remove());
  });
}

function describe(bar, { axis, ratio, least, most, rect }) {
  bar.setAttribute("aria-orientation", axis === "x" ? "vertical" : "horizontal");
  bar.setAttribute("aria-valuemin", Math.round(least * 100));
  bar.setAttribute("aria-valuemax", Math.round(most * 100));
  bar.setAttribute("aria-valuenow", Math.round(ratio * 100));
  position(bar, rect);
}

function make(mould, layer, arrangement, here) {
  const bar = mould.content.firstElementChild.cloneNode(true);
  bar.addEventListener("pointerdown", (event) => drag(event, bar, layer, arrangement, here));
  bar.addEventListener("dblclick", () => arrangement.equalise());
  bar.addEventListener("keydown", (event) => press(event, arrangement, here()));
  layer.append(bar);
  return bar;
}

function drag(event, bar, layer, arrangement, here) {
  if (event.button !== 0) return;
  const { axis, index, start, length, least, most, rect } = here();
  const edge = layer.getBoundingClientRect();
  const along = (e) => (axis === "x" ? e.clientX - edge.left : e.clientY - edge.top);
  const hold = along(event) - (axis === "x" ? rect.x : rect.y);
  const before = here().ratio;
  bar.dataset.dragging = "";
  let next;
  shield(layer, bar, event, {
    move(e) {
      next = Math.min(most, Math.max(least, (along(e) - hold - start) / length));
      requestAnimationFrame(() => {
        if (next === undefined) return;
        arrangement.split(index, next);
        next = undefined;
      });
    },
    end(kept) {
      delete bar.dataset.dragging;
      next = undefined;
      if (!kept) arrangement.split(index, before);
    },
  });
}

function press(event, arrangement, { axis, index, ratio, least, most }) {
  const [less, more] = axis === "x" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const step = event.shiftKey ? LEAP : STEP;
  const to = {
    [less]: ratio - step, [more]: ratio + step,
    Home: least, End: most,
  }[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") arrangement.equalise();
  else if (to === undefined) return;
  else arrangement.split(index, Math.min(most, Math.max(least, to)));
  event.preventDefault();
}
