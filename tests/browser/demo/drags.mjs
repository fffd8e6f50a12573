// An app dragged from the dock: a ghost shows the half or quarter, Escape cancels, a drop splits.
import { lab, person, shot } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { arrangement, enterDesk, loaded, loadsSince, openTile, pane, watchLoads } from "../desk.mjs";

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const ghost = page.locator(".ghost-zone");
  const shapeOf = (wanted) => page.locator(`#zones-menu [data-shape="${wanted}"][aria-pressed="true"]`).waitFor({ state: "attached" });
  const drag = async (x, y) => {
    const box = await page.locator('[data-dock] [data-open="notes"]').boundingBox();
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 12 });
    await ghost.waitFor();
  };
  await enterDesk(page, "giselle", lab.password("giselle"));
  await openTile(page, "invoices");
  await watchLoads(page, ["invoices"]);

  await check("Escape lets everything as it was", page, async () => {
    const before = await arrangement(page);
    await drag(1300, 400);
    await page.keyboard.press("Escape");
    await ghost.waitFor({ state: "detached" });
    await page.mouse.up();
    equal(await arrangement(page), before, "the arrangement");
    equal(await pane(page, "notes").count(), 0, "the drag opened the app");
  });
  await check("dropped on the right edge it stands in the right half", page, async () => {
    await drag(1380, 400);
    await shot(page, "drag-ghost");
    const wanted = await ghost.boundingBox();
    await page.mouse.up();
    await loaded(page, "notes");
    await shapeOf("columns");
    await page.waitForTimeout(400);
    const there = await pane(page, "notes").boundingBox();
    expect(Math.abs(there.x - wanted.x) < 3 && Math.abs(there.width - wanted.width) < 3, `ghost ${JSON.stringify(wanted)}, pane ${JSON.stringify(there)}`);
  });
  await check("dropped on the lower edge of the left half it takes a quarter; nothing loads again", page, async () => {
    await watchLoads(page, ["invoices", "notes"]);
    await drag(300, 760);
    await page.mouse.up();
    await shapeOf("grid");
    equal((await arrangement(page)).panes.map(([app]) => app), ["invoices", "notes"], "panes");
    equal(await loadsSince(page, ["invoices", "notes"]), 0, "load events");
  });
});
