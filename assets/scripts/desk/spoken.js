// Tells moves to screen readers: one polite line, the words come from the page.
// what the toast says already
const TOASTED = new Set(["kept", "removed", "given", "taken-back"]);

export function bindSpoken(arrangement, words) {
  const line = document.querySelector("[data-spoken]");
  const say = (text) => {
    line.textContent = "";
    requestAnimationFrame(() => { line.textContent = text; });
  };
  arrangement.addEventListener("change", ({ detail }) => {
    const { what, app, index } = detail;
    const sentence = TOASTED.has(what) ? undefined : words[what];
    if (!sentence) return;
    const share = index === undefined ? "" : Math.round(arrangement.ratios[index] * 100);
    say(sentence
      .replaceAll("{app}", arrangement.apps[app]?.name ?? "")
      .replaceAll("{zone}", arrangement.keyboard + 1)
      .replaceAll("{zones}", arrangement.zones.length)
      .replaceAll("{share}", share));
  });
  return say;
}
