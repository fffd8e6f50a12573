// What is open where: the model behind the panes. It knows no document; it tells "change".
import { bounded, equal, shapes, zoneCount } from "./geometry.js";
import { rezoned, sleepers, staged } from "./zoning.js";

const MOST_LIVE = 8;

export class Arrangement extends EventTarget {
  shape = "one";
  ratios = [];
  zones = [null];     // the app in each zone
  keyboard = 0;       // the zone that has the keyboard
  large = false;      // is that zone maximised?
  shown = false;      // zones or home?
  dock = []; docks = []; // the person's own; given ones that the person changed: { dock, apps }
  theme = "";         // the dock that shows
  given = []; folders = []; // the company's scenes: { id, scene, groups }; the home page's: { name, apps }
  scenes = [];        // the person's own: { name, arrangement, dividers, apps }
  running = new Map(); // app → { at, asleep, used }
  #turn = 0;

  constructor(apps) {
    super();
    this.apps = apps;
  }

  /** The app that has the keyboard, or null. */
  get current() { return this.zones[this.keyboard] ?? null; }

  tell(what, detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail: { what, ...detail } }));
  }

  /** Opens an app in the zone where it is, an empty one, or the one with the keyboard. */
  open(app, wanted) {
    if (!this.apps[app]) return;
    let zone = this.zones.indexOf(app);
    if (zone < 0) {
      zone = wanted ?? (this.current === null ? this.keyboard : this.zones.indexOf(null));
      if (zone < 0 || zone >= this.zones.length) zone = this.keyboard;
      this.zones[zone] = app;
    }
    if (zone !== this.keyboard) this.large = false;
    this.keyboard = zone;
    this.shown = true;
    this.#wake(app);
    this.tell("opened", { app });
  }

  close(app) {
    const zone = this.zones.indexOf(app);
    if (zone >= 0) {
      this.zones[zone] = null;
      this.large = false;
    }
    this.running.delete(app);
    if (this.zones.every((each) => each === null)) this.shown = false;
    this.tell("closed", { app });
  }

  /** Another number or order of zones; apps that no longer fit stay open behind. */
  reshape(shape) {
    if (shapes.includes(shape)) this.#stand(shape, rezoned(this, zoneCount(shape)), [], "reshaped");
  }

  /** Several apps at once, each in its zone; what was open stays open behind. */
  arrange({ shape, ratios, apps }) {
    if (shapes.includes(shape)) this.#stand(shape, staged(apps, this.apps, zoneCount(shape)), ratios, "arranged");
  }

  #stand(shape, zones, ratios, what) {
    const first = this.current;
    Object.assign(this, { shape, zones, large: false, shown: true });
    this.ratios = equal(shape).map((usual, index) => bounded(ratios[index] ?? usual));
    this.keyboard = Math.max(0, first !== null && zones.includes(first) ? zones.indexOf(first) : zones.findIndex(Boolean));
    zones.filter(Boolean).forEach((app) => this.#wake(app));
    this.tell(what);
  }

  split(index, ratio) {
    this.ratios[index] = bounded(ratio);
    this.tell("split", { index });
  }

  equalise() {
    this.ratios = equal(this.shape);
    this.tell("equalised");
  }

  swap(one, other) {
    if (one === other || !(one in this.zones) || !(other in this.zones)) return;
    [this.zones[one], this.zones[other]] = [this.zones[other], this.zones[one]];
    this.keyboard = other;
    this.large = false;
    this.tell("swapped", { app: this.current ?? this.zones[one] });
  }

  enlarge(app) {
    this.keyboard = Math.max(0, this.zones.indexOf(app));
    this.large = !this.large;
    this.tell(this.large ? "enlarged" : "restored", { app });
  }

  focus(zone) {
    if (zone === this.keyboard || !(zone in this.zones)) return;
    this.keyboard = zone;
    if (this.current) this.running.get(this.current).used = ++this.#turn;
    this.tell("focused", { app: this.current });
  }

  show(shown) {
    this.shown = shown;
    this.tell(shown ? "shown" : "home");
  }

  #wake(app) {
    const pane = this.running.get(app) ?? { at: null, asleep: true, used: 0 };
    this.running.set(app, { ...pane, asleep: false, used: ++this.#turn });
    sleepers(this, MOST_LIVE).forEach((each) => { each.asleep = true; });
  }
}
