// data-zoned="name": a day and time in the reader's zone goes along as a moment that is the same for
// everybody, in the hidden field of that name.
export function bindZoned() {
  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-zoned]");
    const exact = field?.form.elements[field.dataset.zoned];
    if (!exact) return;
    const moment = new Date(field.value);
    exact.value = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  });
}
