// An app in its own window: tells the desk when it has loaded, and docks back.
import "./page.js";

const bar = document.querySelector("[data-own-window]");
const frame = document.querySelector("iframe");
const app = bar.dataset.ownWindow;
const channel = new BroadcastChannel("unidash-desk");

// a refusal would leave the pane untouched on the desk: only a loaded frame takes over
frame.addEventListener("load", () => {
  document.querySelector(".pane-wait")?.setAttribute("hidden", "");
  channel.postMessage({ type: "window-ready", app });
});
frame.src = frame.dataset.src;

document.querySelector("[data-dock-back]").addEventListener("click", (event) => {
  event.preventDefault();
  const alone = setTimeout(() => { location.href = `/?open=${encodeURIComponent(app)}`; }, 500);
  channel.addEventListener("message", ({ data }) => {
    if (data?.type !== "docked" || data.app !== app) return;
    clearTimeout(alone);
    window.close();
  });
  channel.postMessage({ type: "dock-back", app });
});
