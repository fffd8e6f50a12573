// The desktop's units are stopped: app, sign-in and API go on: away.mjs APP
import { lab, open, person, shot } from "../browser.mjs";
import { checks, equal, soon } from "../checks.mjs";

const [app] = process.argv.slice(2);

await checks(async ({ browser, check }) => {
  const page = await person(browser, { locale: "en-GB" });
  await check("with the desktop stopped, a person signs in on the way to an app and uses it", page, async () => {
    await open(page, lab.url(app));
    await page.locator('input[autocomplete~="username"]').fill("giselle");
    await page.locator('input[autocomplete~="current-password"]').fill(lab.password("giselle"));
    await page.locator('input[autocomplete~="current-password"]').press("Enter");
    await soon("the app", () => page.locator('a[href$="/unread"]').first().isVisible());
    await shot(page, "away-app");
  });
  await check("the desk's address says in one sentence what is away", page, async () => {
    const status = await open(page, lab.url("desk"));
    await shot(page, "away-desk");
    equal([502, 503].includes(status), true, `status ${status}`);
  });
});
