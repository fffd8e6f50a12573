// What is open where: the model behind the panes. It knows no document; it tells "change".
import { bounded, equal, shapes, zoneCount } from "./geometry.js";

const MOST_LIVE = 8;

export class Arrangement extends EventTarget {
  shape = "one";
  ratios = [];
  zones = [null];     // the app in each zone
  keyboard = 0;       // the zone that has the keyboard
  large = false;      // is that zone maximised?
  shown = false;      // zones or home?
  dock = [];          // kept as the server gave it
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
    if (!shapes.includes(shape)) return;
    const count = zoneCount(shape);
    const first = this.current;
    const rest = this.zones.filter((app) => app !== null);
    const behind = [...this.running].filter(([app, pane]) => !rest.includes(app) && !pane.asleep)
      .sort((a, b) => b[1].used - a[1].used).map(([app]) => app);
    if (rest.indexOf(first) >= count) rest.unshift(...rest.splice(rest.indexOf(first), 1));
    this.zones = [...rest, ...behind].slice(0, count);
    while (this.zones.length < count) this.zones.push(null);
    this.shape = shape;
    this.ratios = equal(shape);
    this.large = false;
    this.keyboard = Math.max(0, this.zones.indexOf(first));
    this.shown = true;
    this.tell("reshaped");
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
    const behind = [...this.running].filter(([each, p]) => !p.asleep && !p.unsaved && !this.zones.includes(each))
      .sort((a, b) => a[1].used - b[1].used);
    const live = [...this.running.values()].filter((p) => !p.asleep).length;
    behind.slice(0, Math.max(0, live - MOST_LIVE)).forEach(([, p]) => { p.asleep = true; });
  }
}
