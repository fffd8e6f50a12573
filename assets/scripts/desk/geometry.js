// Where zones and dividers lie: pure arithmetic, no document.

// A shape is a zone's number or [axis, first, second]; dividers are numbered in reading order.
const trees = {
  one: 0,
  columns: ["x", 0, 1],
  rows: ["y", 0, 1],
  "one-two": ["x", 0, ["y", 1, 2]],
  grid: ["x", ["y", 0, 2], ["y", 1, 3]],
};
const usual = { one: [], columns: [0.5], rows: [0.5], "one-two": [0.58, 0.5], grid: [0.5, 0.5, 0.5] };

/** The least and the most of a split's first part, in per cent. */
export const limits = { least: 15, most: 85 };

export const shapes = Object.keys(trees);
export const equal = (shape) => [...usual[shape]];
export const zoneCount = (shape) => ({ one: 1, columns: 2, rows: 2, "one-two": 3, grid: 4 })[shape];

export function bounded(ratio) {
  const least = limits.least / 100;
  const most = limits.most / 100;
  return Number.isFinite(ratio) ? Math.min(most, Math.max(least, ratio)) : 0.5;
}

/** How wide a part of a tree must be at least, so that each app in it has the width it needs. */
function need(tree, widths, gap) {
  if (typeof tree === "number") return widths[tree] ?? 0;
  const [axis, first, second] = tree;
  const [one, two] = [need(first, widths, gap), need(second, widths, gap)];
  return axis === "x" ? one + two + gap : Math.max(one, two);
}

/** Between which shares a divider can stand; needs that do not fit together bind nobody. */
function room(first, second, length) {
  const [least, most] = [limits.least / 100, limits.most / 100];
  if (first + second > length) return { least, most };
  const end = Math.min(Math.max(most, first / length), 1 - second / length);
  return { least: Math.min(Math.max(least, first / length), end), most: end };
}

/** Rectangles of all zones and dividers of a shape inside a box; `widths`: what each zone's app needs. */
export function place(shape, ratios, box, gap, widths = []) {
  const zones = [];
  const dividers = [];
  const lay = (tree, area) => {
    if (typeof tree === "number") {
      zones[tree] = area;
      return;
    }
    const index = dividers.length;
    const [axis, first, second] = tree;
    const length = (axis === "x" ? area.width : area.height) - gap;
    const free = axis === "y" ? room(0, 0, length) : room(need(first, widths, gap), need(second, widths, gap), length);
    const ratio = Math.min(free.most, Math.max(free.least, bounded(ratios[index] ?? usual[shape][index])));
    const part = Math.round(length * ratio);
    const cut = axis === "x"
      ? { one: { ...area, width: part }, bar: { ...area, x: area.x + part, width: gap },
          two: { ...area, x: area.x + part + gap, width: length - part } }
      : { one: { ...area, height: part }, bar: { ...area, y: area.y + part, height: gap },
          two: { ...area, y: area.y + part + gap, height: length - part } };
    dividers.push({ index, axis, ratio, ...free, rect: cut.bar, start: axis === "x" ? area.x : area.y, length });
    lay(first, cut.one);
    lay(second, cut.two);
  };
  lay(trees[shape], { x: 0, y: 0, ...box });
  return { zones, dividers };
}

/** The zone that lies in a direction from another, or undefined. */
export function neighbour(zones, from, direction) {
  const middle = (z) => ({ x: z.x + z.width / 2, y: z.y + z.height / 2 });
  const here = middle(zones[from]);
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[direction];
  let best;
  zones.forEach((zone, index) => {
    if (index === from) return;
    const there = middle(zone);
    const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
    const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
    if (along <= 1) return;
    const distance = along + 2 * aside;
    if (!best || distance < best.distance) best = { index, distance };
  });
  return best?.index;
}
