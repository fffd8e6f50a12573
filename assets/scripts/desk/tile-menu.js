// What else a tile can do: right click, long press, the menu key, or its sign while the home page is
// being arranged. Own window, dock, folder; each change is kept, shown at once and can be undone.
import { isChanged, shownDock, withApps } from "./docks.js";
import { toast } from "./toast.js";
import { ownWindow } from "./windows.js";

export function bindTileMenu(arrangement, keep, { words }) {
  const menu = document.querySelector("#tile-menu");
  const sheet = document.querySelector("#keep-folder");
  let app;
  const open = (link, event) => {
    app = link.dataset.open;
    const inDock = shownDock().apps.includes(app);
    menu.querySelectorAll("[data-when]").forEach((each) => {
      each.hidden = !{ out: !inDock, in: inDock, changed: isChanged(arrangement), filed: folderOf(arrangement, app), framed: arrangement.apps[app]?.frame }[each.dataset.when];
    });
    // what lies outside an open folder cannot be reached while it is open
    (link.closest("dialog") ?? document.body).append(menu);
    menu.showPopover();
    stand(menu, event?.clientX ? { x: event.clientX, y: event.clientY } : below(link));
    menu.querySelector("button:not([hidden])").focus();
  };
  document.addEventListener("contextmenu", (event) => {
    const link = event.target.closest(".tile[data-open], .dock-app[data-open]");
    if (!link || !arrangement.apps[link.dataset.open]) return;
    event.preventDefault();
    open(link, event);
  });
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-tile-menu]");
    if (more) open(more.closest("li").querySelector("[data-open]"));
    const arrange = event.target.closest("[data-arrange]");
    if (arrange) arrange.setAttribute("aria-pressed", String(arrange.getAttribute("aria-pressed") !== "true"));
  });
  menu.addEventListener("click", (event) => {
    const act = event.target.closest("[data-tile-act]")?.dataset.tileAct;
    if (act) menu.hidePopover();
    if (act) document.body.append(menu); // the page may be drawn anew
    if (act === "window") ownWindow(arrangement, app);
    if (act === "pin") change(arrangement, keep, words, app, withApps(arrangement, [...shownDock().apps, app]));
    if (act === "unpin") change(arrangement, keep, words, app, withApps(arrangement, shownDock().apps.filter((each) => each !== app)));
    if (act === "reset") change(arrangement, keep, words, app, withApps(arrangement));
    if (act === "unfile") change(arrangement, keep, words, app, { folders: without(arrangement.folders, app) });
    if (act === "file") choose(sheet, arrangement, app);
  });
  sheet.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get("name").trim();
    if (!name) return;
    sheet.close();
    change(arrangement, keep, words, app, { folders: filed(arrangement.folders, app, name) });
  });
}

const folderOf = ({ folders }, app) => folders.some(({ apps }) => apps.includes(app));

const without = (folders, app) => folders.map((each) => ({ ...each, apps: each.apps.filter((one) => one !== app) })).filter(({ apps }) => apps.length);

function filed(folders, app, name) {
  const others = without(folders, app);
  const there = others.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!there) return [...others, { name, apps: [app] }];
  return others.map((each) => (each === there ? { ...each, apps: [...each.apps, app] } : each));
}

function choose(sheet, arrangement, app) {
  sheet.querySelector("[data-app-name]").textContent = arrangement.apps[app].name;
  sheet.querySelector("datalist").replaceChildren(...arrangement.folders.map(({ name }) => new Option(name, name)));
  sheet.querySelector("form").reset();
  sheet.showModal();
}

async function change(arrangement, keep, words, app, wish) {
  const before = Object.fromEntries(Object.keys(wish).map((key) => [key, arrangement[key]]));
  const set = async (to) => {
    Object.assign(arrangement, to);
    await keep();
    document.body.dispatchEvent(new CustomEvent("unidash:tiles"));
    document.addEventListener("htmx:afterSettle", () => document.querySelector(`#home [data-open="${CSS.escape(app)}"]`)?.focus(), { once: true });
  };
  await set(wish);
  toast(words.changed.replaceAll("{app}", arrangement.apps[app].name), () => set(before));
}

function below(link) {
  const { left, bottom } = link.getBoundingClientRect();
  return { x: left, y: bottom };
}

function stand(menu, { x, y }) {
  const { width, height } = menu.getBoundingClientRect();
  Object.assign(menu.style, { left: `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`, top: `${Math.max(8, Math.min(y, innerHeight - height - 8))}px` });
}
