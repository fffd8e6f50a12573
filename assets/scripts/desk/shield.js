// While something is dragged, frames must not swallow the pointer. The shield lifts on up,
// cancel, lost capture, blur, context menu and Escape: a frame is never left dead.

/** Follows one pointer; `move(event)` while it moves, `end(kept)` once. */
export function shield(layer, element, event, { move, end }) {
  event.preventDefault();
  element.focus({ preventScroll: true });
  element.setPointerCapture(event.pointerId);
  layer.dataset.shield = "";
  layer.dataset.moving = "";
  const watch = new AbortController();
  const finish = (kept) => {
    if (watch.signal.aborted) return;
    watch.abort();
    delete layer.dataset.shield;
    delete layer.dataset.moving;
    if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId);
    end(kept);
  };
  const mine = (e) => e.pointerId === event.pointerId;
  const { signal } = watch;
  element.addEventListener("pointermove", (e) => mine(e) && move(e), { signal });
  element.addEventListener("pointerup", (e) => mine(e) && finish(true), { signal });
  element.addEventListener("pointercancel", (e) => mine(e) && finish(false), { signal });
  element.addEventListener("lostpointercapture", (e) => mine(e) && finish(true), { signal });
  window.addEventListener("blur", () => finish(true), { signal });
  window.addEventListener("contextmenu", () => finish(true), { signal });
  window.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    finish(false);
  }, { signal, capture: true });
}
