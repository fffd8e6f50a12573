// Which app goes where when the zones change: pure choices, no document.

/** The apps of `count` zones after a change of shape; what no longer fits stays open behind. */
export function rezoned({ zones, running, current }, count) {
  const shown = zones.filter((app) => app !== null);
  const behind = [...running].filter(([app, pane]) => !shown.includes(app) && !pane.asleep)
    .sort((a, b) => b[1].used - a[1].used).map(([app]) => app);
  if (shown.indexOf(current) >= count) shown.unshift(...shown.splice(shown.indexOf(current), 1));
  return filled([...shown, ...behind].slice(0, count), count);
}

/** The apps of a scene, each once, in its zones; what the person may not open leaves its zone free. */
export function staged(wanted, apps, count) {
  const known = wanted.slice(0, count).map((app, zone) => (apps[app]?.frame && wanted.indexOf(app) === zone ? app : null));
  return filled(known, count);
}

/** Apps behind that may sleep, the least recently used first, when more than `most` are awake. */
export function sleepers({ running, zones }, most) {
  const awake = [...running].filter(([, pane]) => !pane.asleep);
  const behind = awake.filter(([app, pane]) => !pane.unsaved && !zones.includes(app)).sort((a, b) => a[1].used - b[1].used);
  return behind.slice(0, Math.max(0, awake.length - most)).map(([, pane]) => pane);
}

const filled = (zones, count) => Array.from({ length: count }, (_, zone) => zones[zone] ?? null);
