// The home page as the person likes it: folders, dock, own windows, from a tile's menu.
import { gallery, lab, person } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { enterDesk, home, ready, tile } from "../desk.mjs";

await checks(async ({ browser, check }) => {
  const options = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };
  const page = await person(browser, options);
  const { see, faults } = gallery("folders");
  const docked = () => page.locator('[data-dock] [data-open="notes"]');
  await enterDesk(page, "giselle", lab.password("giselle"));

  await check("a right click puts an app into a new folder", page, async () => {
    await tile(page, "notes").click({ button: "right" });
    await see(page, "menu");
    await page.locator('[data-tile-act="file"]').click();
    await page.locator("#folder-name").fill("Paper");
    await see(page, "name");
    await page.keyboard.press("Enter");
    await page.locator("#home .tile", { hasText: "Paper" }).waitFor();
    equal(await page.locator('#home .tiles > li > [data-open="notes"]:visible').count(), 0, "tiles beside the folder");
  });
  await check("the folder opens by keys and its app starts from there", page, async () => {
    await page.locator("#home .tile", { hasText: "Paper" }).focus();
    await page.keyboard.press("Enter");
    await see(page, "open");
    await page.locator('dialog[open] [data-open="notes"]').click();
    await page.locator('[data-pane="notes"]').waitFor();
    await home(page);
  });
  await check("it is kept: a reload shows the folder", page, async () => {
    await page.reload();
    await ready(page);
    await home(page);
    await page.locator("#home .tile", { hasText: "Paper" }).waitFor();
  });
  await check("without a mouse: arrange, the tile's sign, off the dock, and Undo", page, async () => {
    await page.locator("#home [data-arrange]").focus();
    await page.keyboard.press("Space");
    await see(page, "arranging");
    await page.locator("#home .tile", { hasText: "Paper" }).click();
    await page.locator("dialog[open] [data-tile-menu]").focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-tile-act="unpin"]').focus();
    await page.keyboard.press("Enter");
    await docked().waitFor({ state: "detached" });
    await page.locator("[data-toast-undo]").click();
    await docked().waitFor();
  });
  await check("out of the folder again: an empty folder goes by itself", page, async () => {
    await page.locator("#home .tile", { hasText: "Paper" }).click();
    await page.locator('dialog[open] [data-open="notes"]').click({ button: "right" });
    await page.locator('[data-tile-act="unfile"]').click();
    await page.locator("#home .tile", { hasText: "Paper" }).waitFor({ state: "detached" });
    expect(await tile(page, "notes").isVisible(), "the tile is back on the page");
  });
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
