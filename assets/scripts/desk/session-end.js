// The session is over: one sheet; after the sign-in only the panes that wait load again.
export function bindSessionEnd(arrangement, panes) {
  const sheet = document.querySelector("[data-session-end]");
  const waiting = new Set();
  window.addEventListener("unidash:session-over", ({ detail }) => {
    if (detail?.app) waiting.add(detail.app);
    if (!sheet.open) sheet.showModal();
  });
  sheet.addEventListener("cancel", (event) => event.preventDefault());
  sheet.querySelector("[data-sign-in]").addEventListener("click", (event) => {
    const popup = window.open("/sign-in?back=/signed-in", "unidash-sign-in", "popup,width=520,height=720");
    if (popup) event.preventDefault(); // else the link leads there by itself
  });
  if (!("BroadcastChannel" in window)) return;
  new BroadcastChannel("unidash-session").addEventListener("message", ({ data }) => {
    if (data?.type !== "signed-in") return;
    document.body.dataset.csrf = data.csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrf-token": data.csrf }));
    sheet.close();
    for (const app of waiting) {
      const frame = panes.frame(app);
      if (frame) frame.src = arrangement.running.get(app)?.at ?? arrangement.apps[app].url;
    }
    waiting.clear();
    window.dispatchEvent(new CustomEvent("unidash:back"));
  });
}
