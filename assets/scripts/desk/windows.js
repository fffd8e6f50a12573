// An app in its own window, and its way back: messages between pages of the desk only.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("unidash-desk") : undefined;

export function ownWindow(arrangement, app) {
  const at = arrangement.running.get(app)?.at;
  const query = new URLSearchParams({ app, ...(at ? { at } : {}) });
  window.open(`/window?${query}`, `unidash-${app}`, "popup,width=1100,height=760");
}

export function bindWindows(arrangement) {
  channel?.addEventListener("message", ({ data }) => {
    // the pane goes only when its successor has loaded
    if (data?.type === "window-ready" && arrangement.running.has(data.app)) arrangement.close(data.app);
    if (data?.type === "dock-back") {
      arrangement.open(data.app);
      channel.postMessage({ type: "docked", app: data.app });
    }
  });
}
