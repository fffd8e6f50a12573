// Keeps what stands on the screen as a scene, under a name: the sheet "keep-scene".
import { give } from "./scene-giving.js";
import { toast } from "./toast.js";

const MOST = 12;

export function bindSceneKeeping(arrangement, { words }) {
  const sheet = document.querySelector("#keep-scene");
  const form = sheet.querySelector("form");
  const draw = () => document.querySelectorAll("[data-keep-scene]").forEach((button) => {
    button.disabled = !arrangement.zones.some(Boolean);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form));
    const scene = standing(arrangement, said.name.trim());
    if (!scene.name) return;
    const groups = said.whom === "groups" ? said.groups.split(",").map((each) => each.trim()).filter(Boolean) : [];
    if (["groups", "all"].includes(said.whom)) give(arrangement, { scene, groups }, words);
    else keep(arrangement, scene, words);
    sheet.close();
    form.reset();
    form.dispatchEvent(new Event("change"));
  });
  form.addEventListener("change", () => {
    const named = form.whom?.value === "groups";
    form.querySelector("[data-scene-groups]")?.toggleAttribute("hidden", !named);
    if (form.groups) form.groups.required = named;
  });
  arrangement.addEventListener("change", draw);
  draw();
}

/** What stands on the screen now, as a scene. */
function standing(arrangement, name) {
  return {
    name,
    arrangement: arrangement.shape,
    dividers: arrangement.ratios.map((ratio) => Math.round(ratio * 1000)),
    apps: arrangement.zones.map((app) => app ?? ""),
  };
}

function keep(arrangement, scene, words) {
  const before = arrangement.scenes;
  const { name } = scene;
  const others = before.filter((each) => each.name !== name);
  if (others.length >= MOST) {
    toast(words["too-many"].replaceAll("{most}", MOST));
    return;
  }
  arrangement.scenes = [...others, scene];
  arrangement.tell("kept", { scene: name });
  toast(words.kept.replaceAll("{scene}", name), () => {
    arrangement.scenes = before;
    arrangement.tell("removed", { scene: name });
  });
}
