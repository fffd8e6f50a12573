// An employee's day: open an app, signed in at once; split in two; reload; same layout.
import { lab, open, person, shot } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import {
  arrangement, enterDesk, fill, inside, loaded, loadsSince, openTile, pane, saved, shape, tile, watchLoads,
} from "../desk.mjs";

const [first = "miniflux", second = "gatus"] = process.argv.slice(2);
const APPS = [first, second];

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
  const divider = page.locator("[role=separator]");
  const forms = [];
  await check("the tile is on the desk of Compta's people, through the nested group", page, async () => {
    await enterDesk(page, "giselle", lab.password("giselle"));
    await tile(page, first).waitFor();
    await shot(page, "work-home");
  });
  page.on("framenavigated", (frame) => { if (new URL(frame.url() || "about:blank").pathname === "/sign-in") forms.push(frame.url()); });
  await check("Miniflux opens in a zone, signed in, with no second sign-in", page, async () => {
    const frame = await openTile(page, first);
    await soon("its own page with the list of news", () => frame.locator('a[href="/unread"], a[href$="/unread"]').first().isVisible(), 60_000);
    equal(await frame.locator('input[type="password"]').count(), 0, "password fields");
    equal(forms, [], "sign-in forms shown");
    await shot(page, "work-miniflux");
  });
  await check("split in two: a second app beside it", page, async () => {
    await shape(page, "columns");
    await fill(page, 1, second);
    equal((await arrangement(page)).panes.length, 2, "panes");
    await soon(`${second} shows itself`, async () => (await (await inside(page, second)).locator("body").innerText()).trim().length > 0);
    equal(forms, [], "sign-in forms shown");
    await shot(page, "work-two");
  });
  await watchLoads(page, APPS);
  await check("the divider moves by pointer and by keys; nothing loads again", page, async () => {
    const box = await divider.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 220, box.y + 210, { steps: 12 });
    await page.mouse.up();
    await divider.focus();
    equal(await saved(page, () => page.keyboard.press("ArrowLeft")), 204, "the layout's answer");
    equal(await loadsSince(page, APPS), 0, "loads");
    await shot(page, "work-divided");
  });
  await check("a reload brings the same layout back", page, async () => {
    const before = await arrangement(page);
    await page.reload();
    for (const app of APPS) await loaded(page, app);
    equal(await arrangement(page), before, "the layout");
    await shot(page, "work-reloaded");
  });
  await check("another computer of hers shows the same layout", page, async () => {
    const other = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
    await enterDesk(other, "giselle", lab.password("giselle"));
    for (const app of APPS) await loaded(other, app);
    equal(await arrangement(other), await arrangement(page), "the layout");
    await other.context().close();
  });
  await check("on a phone the same desk shows one app at a time", page, async () => {
    const phone = await person(browser, { viewport: { width: 390, height: 844 }, locale: "fr-FR", hasTouch: true, isMobile: true });
    await enterDesk(phone, "giselle", lab.password("giselle"));
    await shot(phone, "work-phone");
    await phone.context().close();
  });
  const paul = await person(browser, { locale: "en-GB" });
  await check("Paul of another group has no tile, and its address refuses him in one sentence", paul, async () => {
    await enterDesk(paul, "paul", lab.password("paul"));
    equal(await tile(paul, first).count(), 0, "tiles");
    const status = await open(paul, lab.url(first));
    await shot(paul, "work-refused");
    expect(status === 403 || !(await paul.locator('a[href$="/unread"]').count()), `status ${status}`);
    expect(/group|allowed|open/i.test(await paul.locator("main").innerText()), "no sentence");
  });
});
