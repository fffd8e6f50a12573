// What panes and the sign-in page tell the desk. Only a frame of ours, only from the one origin
// that its app has (or the sign-in's for "reauth"); everything else is dropped without a word.
import { chord } from "./keys.js";
import { inside } from "./saving.js";

export function bindReports(arrangement, panes, { signin }) {
  window.addEventListener("message", (event) => {
    const sender = [...panes.panes].find(([, pane]) => pane.querySelector("iframe").contentWindow === event.source);
    const type = typeof event.data === "string" ? event.data : event.data?.type;
    if (!sender || typeof type !== "string") return;
    const [app, pane] = sender;
    if (arrangement.apps[app].link) return; // a site from elsewhere: what it says does not count
    const own = event.origin === new URL(arrangement.apps[app].url).origin;
    if (type === "unidash:reauth" && (own || event.origin === signin)) {
      window.dispatchEvent(new CustomEvent("unidash:session-over", { detail: { app } }));
    }
    if (!own) return;
    if (type === "unidash:place") place(arrangement, pane, app, event.data);
    if (type === "unidash:unsaved") unsaved(arrangement, app, event.data);
    if (type === "unidash:chord") chord(arrangement, panes, event.data);
    if (type === "unidash:focus") arrangement.focus(arrangement.zones.indexOf(app));
  });
}

function unsaved(arrangement, app, data) {
  const state = arrangement.running.get(app);
  if (state) state.unsaved = data.unsaved === true;
}

/** A page's title without the app's name, which stands before it anyway. */
function ownTitle(title, name) {
  const parts = title.split(/\s+[-–—|·]\s+/).map((part) => part.trim());
  return parts.filter((part) => part && part.toLowerCase() !== name.toLowerCase()).join(" – ").slice(0, 120);
}

function place(arrangement, pane, app, { url, title }) {
  const state = arrangement.running.get(app);
  const at = inside(arrangement.apps[app], url);
  const { name } = arrangement.apps[app];
  const own = typeof title === "string" ? ownTitle(title, name) : "";
  const text = own ? `${name} — ${own}` : name;
  pane.querySelector("[data-title]").textContent = text;
  pane.querySelector("iframe").title = text;
  if (!state || !at || state.at === at) return;
  state.at = at;
  arrangement.tell("moved", { app });
}
