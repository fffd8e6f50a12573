// A cloud without any app: what a new company sees on its first morning, and an employee to whom nobody
// has given anything yet. (The demo runs --without-apps.)
import { gallery, lab, open, person } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { enterDesk, ready } from "../desk.mjs";

const looks = [
  { viewport: { width: 1440, height: 900 }, colorScheme: "light", locale: "en-GB" },
  { viewport: { width: 1024, height: 768 }, colorScheme: "dark", locale: "fr-FR" },
  { viewport: { width: 390, height: 844 }, colorScheme: "light", locale: "fr-FR" },
];

await checks(async ({ browser, check }) => {
  const { see: saw, faults } = gallery("first-morning");
  for (const look of looks) {
    const at = `${look.viewport.width} px, ${look.colorScheme}`;
    const see = (page, name) => saw(page, `${name}-${look.viewport.width}-${look.colorScheme}`);
    const said = (page) => page.locator("#home .empty p").innerText();

    const giselle = await person(browser, look);
    await check(`${at}: an employee without apps reads whom to ask, and nothing offers what cannot be done`, giselle, async () => {
      await enterDesk(giselle, "giselle", lab.password("giselle"));
      expect((await said(giselle)).includes("Papeterie Lumière"), "the sentence names nobody");
      equal(await giselle.locator("#home .empty a").count(), 0, "ways that are not hers");
      equal(await giselle.locator(".dock, .dock-rule").filter({ visible: true }).count(), 0, "docks, or rules with nothing between");
      await see(giselle, "employee");
    });
    await check(`${at}: the palette finds what is left, and says when it finds nothing`, giselle, async () => {
      await giselle.keyboard.press("Control+k");
      const launcher = giselle.locator("#launcher");
      await launcher.locator("[data-no-apps]").waitFor();
      await see(giselle, "launcher");
      const seen = launcher.locator("[data-app-entry]").filter({ visible: true });
      await giselle.keyboard.type("zones");
      await launcher.locator("#launcher-none").waitFor();
      equal(await seen.count(), 0, "arrangements of zones with nothing to put in");
      await giselle.getByRole("searchbox").fill(look.locale === "en-GB" ? "sign out" : "déconn");
      await seen.first().waitFor();
      equal(await launcher.locator("#launcher-none").isVisible(), false, "“nothing” beside what was found");
      await giselle.keyboard.press("Escape");
    });
    await giselle.context().close();

    const ada = await person(browser, look);
    await check(`${at}: the same place leads an administrator to the store and the road map`, ada, async () => {
      await enterDesk(ada, "ada", lab.password("ada"));
      await see(ada, "admin");
      equal(await ada.locator("#home .button.is-main").count(), 1, "filled buttons");
      await ada.locator('#home .empty a[href="/road-map"]').click();
      await ada.waitForURL("**/road-map");
      await open(ada, lab.url("desk"));
      await ready(ada);
      await ada.locator('#home .empty a[href="/store"]').click();
      await ada.waitForURL("**/store");
      await see(ada, "store");
    });
    await ada.context().close();
  }
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
