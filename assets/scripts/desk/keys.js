// Keys: F6 and Shift+F6 walk through the panes and the dock, Ctrl+Shift+arrows go or, with Alt,
// move by geometry, Ctrl or ⌘ K opens the launcher. Never inside a text field. The pane reporter forwards the same chords.
import { neighbour } from "./geometry.js";

const WRITING = "input, textarea, select, [contenteditable]";

export function bindKeys(arrangement, panes) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "F6") {
      event.preventDefault();
      walk(arrangement, panes, event.shiftKey ? -1 : 1);
    }
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette();
    }
    if (event.ctrlKey && event.shiftKey && event.key.startsWith("Arrow") && !event.target.closest?.(WRITING)) {
      if (step(arrangement, panes, event.key, event.altKey)) event.preventDefault();
    }
  });
}

const palette = () => document.querySelector("[data-dock] [data-sheet=launcher]").click();

/** A chord that the reporter inside a pane saw. */
export function chord(arrangement, panes, { key, shift, alt, ctrl, meta }) {
  if (typeof key !== "string") return;
  if (key.toLowerCase() === "k" && (ctrl || meta) && !shift && !alt) palette();
  if (key === "F6") walk(arrangement, panes, shift ? -1 : 1);
  if (/^Arrow(Left|Right|Up|Down)$/.test(key)) step(arrangement, panes, key, alt);
}

function walk(arrangement, panes, direction) {
  // where only one zone fits, the walk shows one app after the other
  const stops = arrangement.shown ? arrangement.zones.map((_, zone) => zone).filter((zone) => panes.zones[zone] || arrangement.zones[zone]) : [];
  stops.push("dock");
  const here = document.activeElement?.closest("[data-dock]") || !arrangement.shown ? "dock" : arrangement.keyboard;
  const next = stops[(stops.indexOf(here) + direction + stops.length) % stops.length];
  if (next === "dock") document.querySelector("[data-dock] button, [data-dock] a")?.focus();
  else enter(arrangement, panes, next);
}

function step(arrangement, panes, key, moving) {
  if (!arrangement.shown || arrangement.large) return false;
  const to = neighbour(panes.zones, arrangement.keyboard, key);
  if (to === undefined) return false;
  if (moving) arrangement.swap(arrangement.keyboard, to);
  enter(arrangement, panes, to);
  return true;
}

/** Gives a zone the keyboard: its frame, or its invitation when it is empty. */
export function enter(arrangement, panes, zone) {
  arrangement.focus(zone);
  const app = arrangement.zones[zone];
  const target = app ? panes.frame(app) : panes.layer.querySelector(`[data-zone="${zone}"]`);
  target?.focus();
}
