// Docks by theme: the chips choose which dock shows; a person's changes to a given dock are kept
// beside it, so that the way back to what the company gave stays open.

const OWN = "own";

const place = () => document.querySelector("[data-dock-of]");

/** The dock that shows: identifier and apps. */
export function shownDock() {
  const apps = [...place().querySelectorAll("[data-open]")].map((link) => link.dataset.open);
  return { theme: place().dataset.dockOf, apps };
}

/** What the layout says when the dock that shows holds `apps`; none = as it was given. */
export function withApps(arrangement, apps) {
  const { theme } = shownDock();
  if (theme === OWN) return { dock: apps ?? [] };
  const others = arrangement.docks.filter(({ dock }) => dock !== theme);
  return { docks: apps ? [...others, { dock: theme, apps }] : others };
}

/** Did the person change the dock that shows? */
export const isChanged = ({ docks }) => docks.some(({ dock }) => dock === place().dataset.dockOf);

/** On a phone only the chip of the dock that shows has room: touched again, it leads to the next one. */
function wanted(chip) {
  const all = [...chip.form.querySelectorAll("[data-dock-theme]")];
  const alone = all.every((each) => each === chip || each.offsetParent === null);
  return alone ? all[(all.indexOf(chip) + 1) % all.length] : chip;
}

export function bindDocks(arrangement, keep) {
  document.addEventListener("click", async (event) => {
    const chip = event.target.closest("[data-dock-theme]");
    if (!chip) return;
    event.preventDefault();
    arrangement.theme = wanted(chip).value;
    await keep();
    document.addEventListener("htmx:afterSettle", () => {
      document.querySelector(`[data-dock-theme][value="${CSS.escape(arrangement.theme)}"]`)?.focus();
    }, { once: true });
    document.body.dispatchEvent(new CustomEvent("unidash:dock"));
  });
}
