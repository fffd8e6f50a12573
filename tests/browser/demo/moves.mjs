// Fifty moves in an order that chance decided (and that stays the same), and a desk worked by keys alone.
import { lab, open, person, tabTo } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { arrangement, desk, enterDesk, home, loaded, loadsSince, pane, ready, shape, watchLoads } from "../desk.mjs";

const APPS = ["invoices", "notes"];
const MOVES = 50;

/** The same numbers in every run (mulberry32). */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const some = (page, selector) => page.locator(selector).filter({ visible: true });
const moves = {
  shape: async (page, any) => shape(page, ["columns", "rows", "one-two", "grid"][any(4)]),
  swap: async (page) => some(page, '[data-act="swap"]').first().click(),
  large: async (page) => {
    await some(page, '[data-act="large"]').first().click();
    await some(page, '[data-act="large"]').first().click();
  },
  keys: async (page, any) => {
    await some(page, "[role=separator]").first().focus();
    for (let i = any(6); i >= 0; i -= 1) await page.keyboard.press(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "Enter"][any(6)]);
  },
  drag: async (page, any) => {
    const box = await some(page, "[role=separator]").first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + any(400) - 200, box.y + any(300) - 150, { steps: 8 });
    await page.mouse.up();
  },
  walk: async (page) => page.keyboard.press("F6"),
  home: async (page) => {
    await home(page);
    await page.locator("[data-go-zones]").click();
  },
};

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await enterDesk(page, "giselle", lab.password("giselle"));
  await page.locator("#screen [data-scene]").click();
  for (const app of APPS) await loaded(page, app);
  await watchLoads(page, APPS);
  const any = chance(20261121);
  await check(`${MOVES} moves, and no frame loads again`, page, async () => {
    for (let i = 0; i < MOVES; i += 1) {
      const name = Object.keys(moves)[any(Object.keys(moves).length)];
      await moves[name](page, any).catch((error) => { throw new Error(`move ${i}, ${name}: ${error.message}`); });
    }
    equal(await loadsSince(page, APPS), 0, "load events");
  });
  await check("dragging a divider of four zones costs a few milliseconds of script per frame", page, async () => {
    await shape(page, "grid");
    await page.evaluate(() => {
      globalThis.spent = [];
      const real = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (act) => real((at) => {
        const began = performance.now();
        act(at);
        globalThis.spent.push(performance.now() - began);
      });
    });
    const box = await some(page, "[role=separator]").first().boundingBox();
    await page.mouse.move(box.x + 4, box.y + 100);
    await page.mouse.down();
    for (let i = 0; i < 60; i += 1) await page.mouse.move(box.x + 4 + 200 * Math.sin(i / 8), box.y + 100);
    await page.mouse.up();
    const spent = (await page.evaluate(() => globalThis.spent)).sort((a, b) => a - b);
    const [median, most] = [spent[Math.floor(spent.length / 2)], spent.at(-1)];
    console.log(`      script per frame over ${spent.length} frames: median ${median.toFixed(1)} ms, most ${most.toFixed(1)} ms`);
    expect(spent.length > 20 && median < 16, `median ${median} ms over ${spent.length} frames`);
  });

  const keys = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await check("by keys alone: sign in, two apps side by side, resize, close", keys, async () => {
    await open(keys, desk());
    await keys.locator('input[autocomplete~="username"]:focus').waitFor();
    await keys.keyboard.type("ada");
    await keys.keyboard.press("Tab");
    await keys.keyboard.type(lab.password("ada"));
    await keys.keyboard.press("Enter");
    await keys.waitForURL((url) => url.href.startsWith(desk()));
    await ready(keys);
    const find = async (letters) => {
      await keys.keyboard.press("Control+k");
      await keys.locator("#launcher[open]").waitFor();
      await keys.keyboard.type(letters);
      await keys.keyboard.press("Enter");
      await keys.locator("#launcher[open]").waitFor({ state: "hidden" });
    };
    await find("invoices");
    await loaded(keys, "invoices");
    await find("side by");
    await soon("two zones", async () => (await keys.locator(".zone").count()) === 1);
    await find("notes");
    await loaded(keys, "notes");
    const before = await arrangement(keys);
    equal(before.panes.length, 2, "panes");
    await tabTo(keys, "[role=separator]");
    await keys.keyboard.press("ArrowLeft");
    expect(JSON.stringify(await arrangement(keys)) !== JSON.stringify(before), "nothing moved");
    await tabTo(keys, '[data-pane="invoices"] [data-act="close"]');
    await keys.keyboard.press("Enter");
    await pane(keys, "invoices").waitFor({ state: "detached" });
  });
});
