// Where a dropped app would stand: pure choices, no document. The edges of a zone split it, its
// middle takes the app in.
import { equal, place, zoneCount } from "./geometry.js";

const EDGE = 0.28;

// shape → zone → edge → [shape, place of each zone that was there, place of the new app]
const splits = {
  one: {
    0: { left: ["columns", [1], 0], right: ["columns", [0], 1], top: ["rows", [1], 0], bottom: ["rows", [0], 1] },
  },
  columns: {
    0: { top: ["grid", [2, 1], 0], bottom: ["grid", [0, 1], 2] },
    1: { top: ["one-two", [0, 2], 1], bottom: ["one-two", [0, 1], 2] },
  },
  rows: {
    0: { left: ["grid", [1, 2], 0], right: ["grid", [0, 2], 1] },
    1: { left: ["grid", [0, 3], 2], right: ["grid", [0, 2], 3] },
  },
  "one-two": {
    0: { top: ["grid", [2, 1, 3], 0], bottom: ["grid", [0, 1, 3], 2] },
  },
};

/** The arrangement after `app` was dropped at `point`, and the rectangle that it would get. */
export function dropped({ shape, ratios, zones }, app, point, box, gap) {
  const rects = place(shape, ratios, box, gap).zones;
  const zone = rects.findIndex(({ x, y, width, height }) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height);
  if (zone < 0) return undefined;
  const standing = zones.map((each) => (each === app ? null : each));
  const split = standing[zone] !== null && splits[shape][zone]?.[edge(rects[zone], point)];
  if (!split) return { shape, ratios, apps: standing.with(zone, app), rect: rects[zone] };
  const [wider, places, mine] = split;
  const apps = Array.from({ length: zoneCount(wider) }, () => null);
  standing.forEach((each, from) => { apps[places[from]] = each; });
  apps[mine] = app;
  return { shape: wider, ratios: [], apps, rect: place(wider, equal(wider), box, gap).zones[mine] };
}

function edge({ x, y, width, height }, point) {
  const across = (point.x - x) / width;
  const down = (point.y - y) / height;
  const near = [["left", across], ["right", 1 - across], ["top", down], ["bottom", 1 - down]].sort((a, b) => a[1] - b[1])[0];
  return near[1] < EDGE ? near[0] : undefined;
}
