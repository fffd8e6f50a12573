// Draws an arrangement: frames are made once, never moved in the document, never loaded again.
import { place } from "./geometry.js";

const NARROW = 640;
const SLOW_MS = 10_000;
const SANDBOX = "allow-same-origin allow-scripts allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals";

export class PaneLayer {
  panes = new Map(); // app → its element
  zones = [];        // rectangles as drawn
  dividers = [];

  constructor(layer, arrangement) {
    Object.assign(this, { layer, arrangement });
    this.mould = layer.querySelector("template[data-mould=pane]");
    arrangement.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(layer);
  }

  frame(app) { return this.panes.get(app)?.querySelector("iframe"); }

  draw() {
    const { arrangement, layer } = this;
    document.body.toggleAttribute("data-zones", arrangement.shown);
    layer.inert = !arrangement.shown;
    document.querySelector("#screen").inert = arrangement.shown;
    const box = { width: layer.clientWidth, height: layer.clientHeight };
    const gap = parseFloat(getComputedStyle(layer).getPropertyValue("--gap")) || 0;
    const widths = arrangement.zones.map((app) => arrangement.apps[app]?.least ?? 0);
    let drawn = place(arrangement.shape, arrangement.ratios, box, gap, widths);
    // an app that needs more width than any divider can give takes the whole area while it has the keyboard
    const tight = drawn.zones[arrangement.keyboard].width < widths[arrangement.keyboard];
    const single = box.width < NARROW || arrangement.large || tight;
    if (single) drawn = { zones: [], dividers: [] };
    if (single) drawn.zones[arrangement.keyboard] = { x: 0, y: 0, ...box };
    this.zones = drawn.zones;
    this.dividers = drawn.dividers;
    layer.dataset.count = String(single && !arrangement.large ? 1 : arrangement.zones.length);
    this.#sweep();
    arrangement.zones.forEach((app, zone) => app && this.zones[zone] && this.#show(app, zone));
    for (const [app, pane] of this.panes) {
      const zone = arrangement.zones.indexOf(app);
      const parked = zone < 0 || !this.zones[zone];
      pane.toggleAttribute("data-parked", parked);
      pane.inert = parked;
    }
    layer.dispatchEvent(new CustomEvent("drawn"));
  }

  #sweep() {
    for (const [app, pane] of this.panes) {
      const state = this.arrangement.running.get(app);
      if (state && !state.asleep) continue;
      pane.remove();
      this.panes.delete(app);
    }
  }

  #show(app, zone) {
    const state = this.arrangement.running.get(app);
    if (!state || state.asleep) return;
    const pane = this.panes.get(app) ?? this.#make(app, state.at);
    const one = this.arrangement.keyboard === zone;
    pane.toggleAttribute("data-keyboard", one && this.zones.filter(Boolean).length > 1);
    pane.toggleAttribute("data-large", one && this.arrangement.large);
    position(pane, this.zones[zone]);
  }

  #make(app, at) {
    const { name, url, allow, tone, icon } = this.arrangement.apps[app];
    const pane = this.mould.content.firstElementChild.cloneNode(true);
    pane.dataset.pane = app;
    pane.setAttribute("aria-label", name);
    pane.querySelectorAll("[data-name]").forEach((each) => { each.textContent = name; });
    pane.querySelectorAll(".squircle").forEach((each) => sign(each, { name, tone, icon }));
    const frame = document.createElement("iframe");
    frame.title = name;
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = allow;
    frame.src = at ?? url;
    const wait = pane.querySelector(".pane-wait");
    const slow = setTimeout(() => { wait.querySelector("[data-slow]").hidden = false; }, SLOW_MS);
    frame.addEventListener("load", () => { clearTimeout(slow); wait.hidden = true; });
    pane.querySelector(".pane-body").prepend(frame);
    this.layer.append(pane);
    this.panes.set(app, pane);
    return pane;
  }
}

/** Puts an app's colour and icon (or first letter) on a squircle. */
export function sign(squircle, { name, tone, icon }) {
  squircle.dataset.tone = tone;
  const image = document.createElement(icon ? "img" : "span");
  if (icon) Object.assign(image, { src: icon, alt: "" });
  else Object.assign(image, { className: "initial", textContent: name.slice(0, 1) });
  squircle.replaceChildren(image);
}

/** Sets a rectangle, by script because inline styles are forbidden. */
export function position(element, { x, y, width, height }) {
  Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
}
