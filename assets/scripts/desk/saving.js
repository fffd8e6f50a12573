// Keeps the layout per person: saved on the server a moment after the last change, read at load.
import { bounded, equal, shapes, zoneCount } from "./geometry.js";
import { calm, lost } from "./server.js";

const PAUSE_MS = 800;
const MOST_PANES = 8;
const SILENT = new Set(["focused", "home", "shown", "drawn"]);
const AT_HOME = "unidash-at-home";

/** Sets the desk up as it was; frames load only for the panes that are in a zone. */
export function restore(arrangement, saved) {
  arrangement.scenes = saved?.scenes ?? [];
  arrangement.folders = saved?.folders ?? [];
  arrangement.theme = saved?.theme ?? "";
  arrangement.docks = saved?.docks ?? [];
  if (!saved || !shapes.includes(saved.arrangement)) return;
  const count = zoneCount(saved.arrangement);
  arrangement.shape = saved.arrangement;
  arrangement.ratios = equal(saved.arrangement).map((usual, index) => bounded((saved.dividers[index] ?? usual * 1000) / 1000));
  arrangement.zones = Array.from({ length: count }, () => null);
  for (const { app, zone, url } of saved.panes) {
    const known = arrangement.apps[app];
    if (!known?.frame || arrangement.running.has(app)) continue;
    const seen = zone !== null && zone < count && arrangement.zones[zone] === null;
    if (seen) arrangement.zones[zone] = app;
    arrangement.running.set(app, { at: inside(known, url), asleep: !seen, used: 0 });
  }
  arrangement.keyboard = Math.max(0, arrangement.zones.findIndex(Boolean));
  arrangement.dock = saved.dock ?? [];
  const home = sessionStorage.getItem(AT_HOME) !== null || location.pathname !== "/";
  arrangement.shown = !home && arrangement.zones.some(Boolean);
  arrangement.tell("drawn");
}

/** A pane's last address counts only if it belongs to its app. */
export function inside(app, at) {
  return at && URL.canParse(at) && new URL(at).origin === new URL(app.url).origin ? at : null;
}

/** Keeps what changed a moment later; answers with a function that keeps it now. */
export function bindSaving(arrangement) {
  let timer;
  let sent = JSON.stringify(write(arrangement));
  const send = async () => {
    const body = JSON.stringify(write(arrangement));
    if (body === sent) return;
    try {
      const answer = await fetch("/layout", { method: "PUT", headers: headers(), body, keepalive: true });
      if (answer.ok) sent = body;
      calm(answer.status);
    } catch {
      lost();
    }
  };
  arrangement.addEventListener("change", ({ detail }) => {
    if (arrangement.shown) sessionStorage.removeItem(AT_HOME);
    else sessionStorage.setItem(AT_HOME, "");
    if (SILENT.has(detail.what)) return;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  });
  window.addEventListener("unidash:back", send);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  return send;
}

function headers() {
  return { "content-type": "application/json", "x-csrf-token": document.body.dataset.csrf };
}

function write(arrangement) {
  const panes = [...arrangement.running].sort((a, b) => b[1].used - a[1].used).slice(0, MOST_PANES)
    .map(([app, { at }]) => ({ app, zone: place(arrangement.zones.indexOf(app)), url: at }));
  const dividers = arrangement.ratios.map((ratio) => Math.round(ratio * 1000));
  return {
    arrangement: arrangement.shape, dividers, panes, dock: arrangement.dock, theme: arrangement.theme, docks: arrangement.docks, scenes: arrangement.scenes, folders: arrangement.folders,
  };
}

const place = (zone) => (zone < 0 ? null : zone);
