// An administrator gives a scene to groups, or takes it back: the desktop asks the core.
import { calm, lost } from "./server.js";
import { toast } from "./toast.js";

/** Gives a scene to `groups` (none = everybody); the sentence about it stands in the toast. */
export async function give(arrangement, order, words) {
  const answer = await send("/scenes", "POST", order);
  const given = answer?.ok && await answer.json();
  toast((given ? words.given : words["not-given"]).replaceAll("{scene}", order.scene.name));
  if (!given) return;
  arrangement.given = [...arrangement.given.filter(({ id }) => id !== given.id), given];
  arrangement.tell("given", { scene: order.scene.name });
}

/** Takes it back from every desk; the toast offers to give it again. */
export async function takeBack(arrangement, { name, from }, words) {
  const gone = arrangement.given.find(({ id }) => id === from.id);
  const answer = await send(`/scenes/${from.id}`, "DELETE");
  if (!answer?.ok) return;
  arrangement.given = arrangement.given.filter(({ id }) => id !== from.id);
  arrangement.tell("taken-back", { scene: name });
  toast(words["taken-back"].replaceAll("{scene}", name), () => give(arrangement, gone, words));
}

async function send(path, method, body) {
  const headers = { "content-type": "application/json", "x-csrf-token": document.body.dataset.csrf };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) }).catch(lost);
  if (answer) calm(answer.status);
  return answer;
}
