// Scenes: apps that open together, each in its zone, with one click: on the home page, in the
// launcher and as chips in the dock. Those of the company come first, then the person's own.
import { drawMap, listed } from "./map.js";
import { takeBack } from "./scene-giving.js";
import { toast } from "./toast.js";

const MOST_CHIPS = 3;

export function bindScenes(arrangement, { admin, words }) {
  const all = () => [...arrangement.given.map(({ scene, ...from }) => ({ ...scene, from })), ...arrangement.scenes].map(stage);
  const draw = () => {
    const scenes = all().filter((scene) => scene.apps.some((app) => arrangement.apps[app]?.frame));
    scenes.forEach((scene) => { scene.fixed = Boolean(scene.from) && !admin; });
    fill("scene-card", "[data-scenes]", scenes, arrangement);
    fill("scene-entry", "[data-scene-entries]", scenes, arrangement);
    fill("scene-chip", "[data-scene-chips]", scenes.slice(0, MOST_CHIPS), arrangement);
    const resume = document.querySelector("[data-resume-section]");
    if (resume) resume.hidden = !resume.querySelector("li:not([hidden])");
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-scene]");
    const remover = event.target.closest("[data-scene-remove]");
    const key = (opener ?? remover)?.dataset.key;
    const scene = key !== undefined && all().find((each) => keyOf(each) === key);
    if (scene && opener) {
      opener.closest("dialog")?.close();
      arrangement.arrange(scene);
    }
    if (scene && remover && scene.from) takeBack(arrangement, scene, words);
    else if (scene && remover) remove(arrangement, scene.name, words);
  });
  arrangement.addEventListener("change", draw);
  document.addEventListener("htmx:afterSettle", draw);
  draw();
}

/** As the arrangement wants it: shares instead of per mille. */
const stage = (scene) => ({ ...scene, shape: scene.arrangement, ratios: scene.dividers.map((each) => each / 1000) });

// a person's scene may have the name of a given one
const keyOf = ({ name, from }) => `${from?.id ?? ""} ${name}`;

const isOpen = (scene, { shown, shape, zones }) =>
  shown && shape === scene.shape && zones.every((app, zone) => (app ?? "") === (scene.apps[zone] ?? ""));

function fill(mould, place, scenes, arrangement) {
  const list = document.querySelector(place);
  if (!list) return;
  list.querySelectorAll("[data-scene-item]").forEach((each) => each.remove());
  const shape = document.querySelector(`template[data-mould=${mould}]`).content.firstElementChild;
  list.append(...scenes.map((scene) => {
    const item = shape.cloneNode(true);
    item.dataset.sceneItem = "";
    item.querySelectorAll("[data-scene], [data-scene-remove]").forEach((each) => { each.dataset.key = keyOf(scene); });
    item.querySelectorAll("[data-scene-name]").forEach((each) => { each.textContent = scene.name; });
    item.querySelectorAll("[data-names]").forEach((each) => { each.textContent = listed(scene.apps, arrangement.apps); });
    item.querySelectorAll("[data-map]").forEach((map) => drawMap(map, { ...scene, zones: scene.apps }, arrangement.apps));
    item.querySelector("[data-scene]").setAttribute("aria-pressed", String(isOpen(scene, arrangement)));
    item.querySelector("[data-scene-remove]")?.toggleAttribute("hidden", scene.fixed);
    return item;
  }));
}

function remove(arrangement, name, words) {
  const before = arrangement.scenes;
  arrangement.scenes = before.filter((scene) => scene.name !== name);
  arrangement.tell("removed");
  toast(words.removed.replaceAll("{scene}", name), () => {
    arrangement.scenes = before;
    arrangement.tell("kept", { scene: name });
  });
}
