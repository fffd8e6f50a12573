// The demo, from sign-in to sign-out: two apps side by side, moved, kept, in their own window.
import { lab, person, shot } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import {
  arrangement, desk, enter, enterDesk, fill, inside, loaded, loadsSince, openTile, pane, saved, shape, signOut, tile, watchLoads,
} from "../desk.mjs";

const APPS = ["invoices", "notes"];

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const divider = page.locator("[role=separator]");

  await check("a wrong password says one sentence and lets nobody in", page, async () => {
    await enter(page, "giselle", "not-her-password");
    await page.getByRole("alert").waitFor();
    expect((await page.getByRole("alert").innerText()).trim().length > 10, "no sentence");
    await shot(page, "demo-wrong-password");
  });
  await check("an employee signs in and sees her tiles", page, async () => {
    await enterDesk(page, "giselle", lab.password("giselle"));
    for (const app of APPS) await tile(page, app).waitFor();
    expect(!(await page.locator('[data-menu-link][href="/store"]').count()), "an employee sees the store's link");
  });
  await check("an app opens in a zone, signed in, with no second sign-in", page, async () => {
    const frame = await openTile(page, "invoices");
    await frame.getByText("Giselle").first().waitFor();
    equal(await frame.locator("input[type=password]").count(), 0, "password fields");
  });
  await check("two apps stand side by side", page, async () => {
    await shape(page, "columns");
    const frame = await fill(page, 1, "notes");
    await frame.getByText("Giselle").first().waitFor();
    equal((await arrangement(page)).panes.length, 2, "panes");
  });

  await (await inside(page, "notes")).locator("#line").fill("half a sentence");
  await watchLoads(page, APPS);
  await check("the pointer drags the divider", page, async () => {
    const box = await divider.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x - 200, box.y + 320, { steps: 20 });
    await page.mouse.up();
    await soon("the divider moved", async () => Number(await divider.getAttribute("aria-valuenow")) < 45);
  });
  await check("keys move the divider, Home and End stop at its limits, Enter makes halves", page, async () => {
    await divider.focus();
    const before = Number(await divider.getAttribute("aria-valuenow"));
    await page.keyboard.press("ArrowRight");
    equal(Number(await divider.getAttribute("aria-valuenow")), before + 2, "one arrow");
    await page.keyboard.press("End");
    equal(await divider.getAttribute("aria-valuenow"), await divider.getAttribute("aria-valuemax"), "End");
    await page.keyboard.press("Enter");
    equal(await divider.getAttribute("aria-valuenow"), "50", "Enter");
  });
  await check("panes change places, grow and shrink, rows and columns", page, async () => {
    await pane(page, "invoices").locator('[data-act="swap"]').click();
    for (let i = 0; i < 2; i += 1) await pane(page, "notes").locator('[data-act="large"]').click();
    for (const each of ["rows", "one-two", "grid", "columns"]) {
      equal(await saved(page, () => shape(page, each)), 204, `the answer to keeping ${each}`);
    }
    equal((await arrangement(page)).panes.length, 2, "panes");
  });
  await check("no frame loaded again during all these moves, and what was typed is still there", page, async () => {
    equal(await loadsSince(page, APPS), 0, "load events");
    equal(await (await inside(page, "notes")).locator("#line").inputValue(), "half a sentence", "the text");
  });
  await check("home and back: the panes are the same", page, async () => {
    await page.locator("[data-go-home]").first().click();
    await page.locator("[data-go-zones]").click();
    equal(await loadsSince(page, APPS), 0, "load events");
  });
  await check("a reload brings the same layout back", page, async () => {
    await divider.focus();
    equal(await saved(page, () => page.keyboard.press("Shift+ArrowRight")), 204, "the layout's answer");
    const before = await arrangement(page);
    await page.reload();
    for (const app of APPS) await loaded(page, app);
    equal(await arrangement(page), before, "the layout");
  });
  await check("an app moves into its own window and docks back", page, async () => {
    const [own] = await Promise.all([page.waitForEvent("popup"), pane(page, "notes").locator('.pane-bar [data-act="window"]').click()]);
    await own.locator("iframe").waitFor();
    await pane(page, "notes").waitFor({ state: "detached" });
    await shot(own, "demo-own-window");
    await own.locator("[data-dock-back]").click();
    await loaded(page, "notes");
  });
  await check("the language changes with one click, also in the apps", page, async () => {
    await page.locator('button[name="language"]').click();
    await page.locator('html[lang="fr"][data-ready]').waitFor({ state: "attached" });
    await page.locator('button[name="language"]').click();
    await page.locator('html[lang="en"][data-ready]').waitFor({ state: "attached" });
  });
  await check("signing out ends the desk and the apps", page, async () => {
    await signOut(page);
    await shot(page, "demo-signed-out");
    await soon("the app's door closes within the gateway's 5 s", async () => {
      await page.goto(lab.url("notes"));
      return page.locator('input[autocomplete~="username"]').count();
    }, 10_000);
    await page.goto(desk());
    await page.locator('input[autocomplete~="username"], a[href^="/sign-in"]').first().waitFor();
  });
  await check("no page complained", page, async () => {
    const real = page.complaints.filter((line) => !/net::ERR_ABORTED|status of (40[013]|422)/.test(line));
    equal(real, [], "complaints");
  });
});
