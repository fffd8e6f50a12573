// Tells the desk, and nobody else, where this pane stands: address, title, focus, a closed list
// of chords. Put into an app's pages by the gateway; without a frame around it, it does nothing.
(() => {
  const desk = "__DESK__";
  if (window.parent === window) return;
  const tell = (type, detail) => window.parent.postMessage({ type, ...detail }, desk);

  let last = "";
  const place = () => {
    const title = document.title;
    // "(3) Inbox" is how most apps say what is unread.
    const unread = Number(/^\((\d+)\)/.exec(title)?.[1] ?? 0);
    const now = `${location.href}\n${title}`;
    if (now === last) return;
    last = now;
    tell("unidash:place", { url: location.href, title, unread });
  };

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...rest) {
      const result = original.apply(this, rest);
      queueMicrotask(place);
      return result;
    };
  }
  for (const name of ["popstate", "hashchange", "pageshow"]) addEventListener(name, place);
  addEventListener("DOMContentLoaded", () => {
    place();
    new MutationObserver(place).observe(document.head, { subtree: true, childList: true, characterData: true });
  });
  addEventListener("focus", () => tell("unidash:focus", {}));
  addEventListener("pointerdown", () => tell("unidash:focus", {}), { capture: true, passive: true });

  // A form that was typed into and not sent holds work: such a pane never sleeps.
  let unsaved = false;
  const mark = (now) => {
    if (now !== unsaved) tell("unidash:unsaved", { unsaved: (unsaved = now) });
  };
  addEventListener("input", (event) => mark(Boolean(event.target.closest?.("form, [contenteditable]"))), true);
  addEventListener("submit", () => mark(false), true);

  const writing = "input, textarea, select, [contenteditable]";
  addEventListener(
    "keydown",
    (event) => {
      const { key, shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: meta } = event;
      const walk = key === "F6";
      const step = ctrl && shift && /^Arrow(Left|Right|Up|Down)$/.test(key) && !event.target.closest?.(writing);
      if (!walk && !step) return;
      event.preventDefault();
      tell("unidash:chord", { key, shift, alt, ctrl, meta });
    },
    true,
  );
  // The palette's chord belongs to the app first: heard last, and only where the app left it alone.
  addEventListener("keydown", (event) => {
    const { key, shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: meta } = event;
    if (event.defaultPrevented || !(ctrl || meta) || shift || alt || key.toLowerCase() !== "k") return;
    event.preventDefault();
    tell("unidash:chord", { key, shift, alt, ctrl, meta });
  });
})();
