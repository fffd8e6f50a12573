// The browser's (and a phone's) Back leads from the panes to the screen behind them, and from
// screen to screen. A screen comes back by the swap that first brought it; panes never load again.
export function bindBack(arrangement) {
  arrangement.addEventListener("change", () => {
    const marked = Boolean(history.state?.zones);
    if (arrangement.shown && !marked) history.pushState({ htmx: true, zones: true }, "");
    if (!arrangement.shown && marked) history.replaceState({ ...history.state, zones: false }, "");
  });
  let popped;
  window.addEventListener("popstate", ({ state }) => {
    popped = state;
    const shown = Boolean(state?.zones) && arrangement.zones.some(Boolean);
    if (shown !== arrangement.shown) arrangement.show(shown);
  });
  // htmx writes its own mark over the entry's before it asks for the screen
  document.addEventListener("htmx:historyCacheMiss", () => {
    if (popped?.zones) history.replaceState(popped, "");
  });
  bindScreens();
}

const here = () => location.pathname + location.search;

function bindScreens() {
  let drawn = here();
  let drawing = false;
  const draw = async () => {
    if (drawing) return;
    drawing = true;
    try {
      // who presses Back quickly gets the screen of the last address, not of the slowest answer
      for (let wanted = here(); wanted !== drawn; wanted = here()) {
        await htmx.ajax("GET", wanted, { target: "#screen", select: "#screen", swap: "outerHTML show:window:top" });
        drawn = wanted;
      }
    } catch {
      // the banner of the silent server says it; the next Back tries again
    } finally {
      drawing = false;
    }
  };
  for (const pushed of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
    document.addEventListener(pushed, () => { drawn = here(); });
  }
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    event.preventDefault();
    draw();
  });
}
