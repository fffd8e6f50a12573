// The tile of an app whose server is silent, and its healing: silent.mjs APP SERVER wait-silent|wait-ready
import { lab, person, shot } from "../browser.mjs";
import { checks, soon } from "../checks.mjs";
import { enterDesk, home as goHome, tile } from "../desk.mjs";

const [app, server, what] = process.argv.slice(2);
const PATIENCE = 300_000;

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const home = async () => {
    await enterDesk(page, "giselle", lab.password("giselle"));
    await goHome(page);
    await tile(page, app).waitFor();
  };
  await check("an employee signs in while things are as they are", page, () => soon("the desk", () => home().then(() => true), PATIENCE));
  if (what === "wait-silent") {
    await check(`the tile says that ${server} does not answer`, page, async () => {
      await soon("the tile's note", async () => {
        // One or two words to read, the whole sentence with the server's name for whoever looks closer.
        const note = tile(page, app).locator(".tile-note");
        const sentence = (await note.count()) ? await note.getAttribute("title") : "";
        if (sentence.includes(server) && (await note.innerText()) === "Server silent") return true;
        await page.waitForTimeout(1000);
        await home();
        return false;
      }, PATIENCE);
      console.log(`      it says: ${await tile(page, app).locator(".tile-note").innerText()}`);
      await shot(page, "silent-tile");
    });
    return;
  }
  await check("the tile heals, and the app opens again", page, async () => {
    await soon("no note on the tile", async () => {
      if (!(await tile(page, app).locator(".tile-note").count())) return true;
      await page.waitForTimeout(1000);
      await home();
      return false;
    }, PATIENCE);
    await shot(page, "healed-tile");
    await soon("its page", async () => {
      // Whoever meets a page that does not come loads it again.
      await page.goto(lab.url(app), { timeout: 20_000 }).catch(() => {});
      // Its own sign-in page, if the way in was walked while the app was still away: one click, no password.
      const signIn = page.locator('a[href*="/oauth2/oidc/redirect"]');
      if (await signIn.count()) await signIn.first().click();
      return page.locator('a[href$="/unread"]').first().isVisible();
    }, PATIENCE);
    await shot(page, "healed-app");
  });
});
