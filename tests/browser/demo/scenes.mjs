// Scenes, the overview and the launcher's keys: many apps with few clicks.
import { gallery, lab, person } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { arrangement, enterDesk, fill, home, loaded, openTile, pane, saved, shape } from "../desk.mjs";

const APPS = ["invoices", "notes"];

await checks(async ({ browser, check }) => {
  const options = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };
  const page = await person(browser, options);
  const { see, faults } = gallery("scenes");
  let before;
  await enterDesk(page, "giselle", lab.password("giselle"));
  await check("what stands on the screen is kept as a scene, by name", page, async () => {
    await openTile(page, "invoices");
    await shape(page, "columns");
    await fill(page, 1, "notes");
    before = await arrangement(page);
    await page.locator('[popovertarget="zones-menu"]').click();
    await page.locator("#zones-menu [data-keep-scene]").click();
    await page.locator("#scene-name").fill("Monday");
    await see(page, "keep");
    equal(await saved(page, () => page.keyboard.press("Enter")), 204, "the layout's answer");
    await page.locator("[data-toast]").getByText("Monday").waitFor();
  });
  await check("the overview shows every open app and closes them one by one", page, async () => {
    equal(await page.locator("[data-open-count]").innerText(), "2", "the count on the dock");
    await page.locator('[data-dock] [data-sheet="overview"]').click();
    equal(await page.locator("#overview [data-app]").count(), 2, "apps in the overview");
    await see(page, "overview");
    for (const app of APPS) await page.locator(`#overview [data-app="${app}"] [data-leave]`).click();
    await page.locator("#overview [data-none]").waitFor();
    equal(await page.evaluate(() => document.activeElement.hasAttribute("data-sheet-close")), true, "the focus stays in the sheet");
    await page.keyboard.press("Escape");
    equal(await pane(page, "notes").count(), 0, "panes");
  });
  await check("one click opens all apps of the scene, each in its place", page, async () => {
    await home(page);
    await see(page, "home");
    await page.locator("#screen [data-scene]", { hasText: "Monday" }).click();
    for (const app of APPS) await loaded(page, app);
    equal(await arrangement(page), before, "the arrangement");
    equal(await page.locator("[data-dock] [data-scene]", { hasText: "Monday" }).getAttribute("aria-pressed"), "true", "the chip in the dock");
  });
  await check("by keys: Ctrl K, three letters, Enter", page, async () => {
    await page.locator("[data-go-home]").first().click();
    for (const [letters, done] of [["mond", "body[data-zones]"], ["stack", '#zones-menu [data-shape="rows"][aria-pressed="true"]']]) {
      await page.keyboard.press("Control+k");
      await page.locator("#launcher[open]").waitFor();
      await page.keyboard.type(letters);
      await see(page, `launcher-${letters}`);
      await page.keyboard.press("Enter");
      await page.locator(done).waitFor({ state: "attached" });
      await page.locator("#launcher[open]").waitFor({ state: "hidden" });
    }
  });
  await check("a removed scene comes back with Undo", page, async () => {
    await page.locator("[data-go-home]").first().click();
    const mine = page.locator("#screen [data-scene-item]", { hasText: "Monday" });
    await mine.locator("[data-scene-remove]").click();
    await mine.waitFor({ state: "detached" });
    await page.locator("[data-toast-undo]").click();
    await mine.waitFor();
  });
  await check("on another machine the scene is there", page, async () => {
    await soon("the scene is kept on the server", async () => {
      const other = await person(browser, options);
      await enterDesk(other, "giselle", lab.password("giselle"));
      const found = await other.locator("[data-dock] [data-scene]").count();
      await other.context().close();
      return found === 2;
    });
  });
  await check("the company's scene is on her desk from the start, and she cannot take it away", page, async () => {
    const given = page.locator("#screen [data-scene-item]", { hasText: "Compta" });
    await given.waitFor();
    equal(await given.locator("[data-scene-remove]:visible").count(), 0, "buttons that remove it");
  });
  const ada = await person(browser, options);
  await check("an administrator gives a scene to everybody; it is on the desks within the minute, and taken back", ada, async () => {
    await enterDesk(ada, "ada", lab.password("ada"));
    await openTile(ada, "notes");
    await ada.keyboard.press("Control+k");
    await ada.keyboard.type("keep as");
    await ada.keyboard.press("Enter");
    await ada.locator("#scene-name").fill("Welcome");
    await ada.locator("#scene-groups").selectOption("groups");
    await ada.locator("#scene-group-names").waitFor();
    await see(ada, "give");
    await ada.locator("#scene-groups").selectOption("all");
    await ada.locator("#keep-scene .is-main").click();
    await ada.locator("[data-toast]").getByText("Welcome").waitFor();
    await page.evaluate(() => window.dispatchEvent(new Event("unidash:back"))); // the desk looks now, not in half a minute
    await page.locator("#screen [data-scene]", { hasText: "Welcome" }).waitFor();
    await home(ada);
    await ada.locator("#screen [data-scene-item]", { hasText: "Welcome" }).locator("[data-scene-remove]").click();
    await ada.locator("[data-toast]").getByText("taken back").waitFor();
    await see(ada, "taken-back");
  });
  const phone = await person(browser, { viewport: { width: 390, height: 844 }, locale: "en-GB", hasTouch: true, isMobile: true });
  await check("on a phone the overview changes between the apps of the scene", phone, async () => {
    await enterDesk(phone, "giselle", lab.password("giselle"));
    await home(phone);
    await phone.locator("[data-dock] [data-scene]").first().tap();
    for (const app of ["notes", "invoices"]) {
      await phone.locator('[data-dock] [data-sheet="overview"]').tap();
      await phone.locator(`#overview [data-app="${app}"] .overview-go`).tap();
      await loaded(phone, app);
      expect(await pane(phone, app).isVisible(), `${app} does not show`);
    }
    await phone.locator('[data-dock] [data-sheet="overview"]').tap();
    await see(phone, "phone-overview");
  });
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
