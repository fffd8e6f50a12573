// The browser's (and a phone's) Back leads from the panes to what was behind them.
// The entry counts as one of htmx's, too, so that it brings back the right screen.
export function bindBack(arrangement) {
  arrangement.addEventListener("change", () => {
    const marked = Boolean(history.state?.zones);
    if (arrangement.shown && !marked) history.pushState({ htmx: true, zones: true }, "");
    if (!arrangement.shown && marked) history.replaceState({ ...history.state, zones: false }, "");
  });
  window.addEventListener("popstate", ({ state }) => {
    const shown = Boolean(state?.zones) && arrangement.zones.some(Boolean);
    if (shown !== arrangement.shown) arrangement.show(shown);
  });
}
