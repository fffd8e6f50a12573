// The overview: every open app, where it stands, one step to it and one to close it.
import { close } from "./closing.js";
import { sign } from "./pane-layer.js";

export function bindOverview(arrangement, { words }) {
  const sheet = document.querySelector("#overview");
  const mould = sheet.querySelector("template").content.firstElementChild;
  const draw = () => {
    const open = [...arrangement.running.keys()].filter((app) => arrangement.apps[app]);
    open.sort((a, b) => order(arrangement, a) - order(arrangement, b));
    sheet.querySelector("[data-open-apps]").replaceChildren(...open.map((app) => item(mould, arrangement, app, words)));
    sheet.querySelector("[data-none]").hidden = open.length > 0;
    document.querySelectorAll("[data-open-count]").forEach((each) => {
      each.textContent = open.length;
      each.hidden = open.length === 0;
    });
  };
  sheet.addEventListener("click", async (event) => {
    const app = event.target.closest("[data-app]")?.dataset.app;
    if (!app) return;
    const items = [...sheet.querySelectorAll("[data-app]")];
    const at = items.findIndex((each) => each.dataset.app === app);
    if (event.target.closest("[data-leave]")) {
      if (!(await close(arrangement, app, words))) return;
      // the focus stays in the list, on what took the place
      const left = [...sheet.querySelectorAll("[data-leave]")];
      (left[Math.min(at, left.length - 1)] ?? sheet.querySelector("[data-sheet-close]")).focus();
      return;
    }
    sheet.close();
    arrangement.open(app);
  });
  arrangement.addEventListener("change", draw);
  draw();
}

const order = ({ zones }, app) => (zones.indexOf(app) + 1 || 100);

function item(mould, arrangement, app, words) {
  const { name, tone, icon } = arrangement.apps[app];
  const one = mould.cloneNode(true);
  const zone = arrangement.zones.indexOf(app);
  one.dataset.app = app;
  sign(one.querySelector(".squircle"), { name, tone, icon });
  one.querySelectorAll("[data-name]").forEach((each) => { each.textContent = name; });
  const where = zone < 0 ? words.behind : words["in-zone"].replaceAll("{zone}", zone + 1);
  one.querySelector("[data-where]").textContent = where;
  return one;
}
