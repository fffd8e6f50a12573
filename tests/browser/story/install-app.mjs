// An administrator installs an app from the store by its button: install-app.mjs SHORT GROUP
import { lab, open, person, shot } from "../browser.mjs";
import { checks, expect, soon } from "../checks.mjs";
import { enterDesk, ready } from "../desk.mjs";

const [short, group = ""] = process.argv.slice(2);
const SLOW = Number(process.env.UNIDASH_INSTALL_PATIENCE ?? 900_000);

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await check("the administrator finds the app in the store", page, async () => {
    await enterDesk(page, "ada", lab.password("ada"));
    await open(page, lab.url("desk", "/store"));
    await ready(page);
    await page.locator('input[type="search"][data-filter]:visible').fill(short);
    await shot(page, "store-search");
    await page.locator(`.shelf > li:visible a[href="/store/${short}"]`).first().click();
    await page.waitForURL(`**/store/${short}`);
  });
  await check(`${short} is ordered with one button, for ${group || "everybody"}`, page, async () => {
    await page.locator('form[action$="/install"]').waitFor();
    if (group) await page.locator('form[action$="/install"] input[name="groups"]').fill(group);
    await shot(page, `store-${short}-form`);
    await page.locator('form[action$="/install"] button.is-main').click();
    await page.locator("progress, ol.steps").first().waitFor();
    await shot(page, `store-${short}-under-way`);
  });
  await check(`the steps go by without a reload, and ${short} is ready`, page, async () => {
    const began = Date.now();
    let pictures = 0;
    await soon(`${short} is ready`, async () => {
      if (await page.locator("ol.steps .is-bad, .step.is-failed").count()) await shot(page, `store-${short}-trouble`);
      if (pictures < 3 && Date.now() - began > 5_000 * (pictures + 1)) {
        pictures += 1;
        await shot(page, `store-${short}-step-${pictures}`);
      }
      return page.locator(`a[data-open="${short}"].is-main`).count();
    }, SLOW);
    await shot(page, `store-${short}-ready`);
    console.log(`      ready ${Math.round((Date.now() - began) / 1000)} s after the button`);
    expect(!page.complaints.some((line) => line.startsWith("error:")), page.complaints.join(" ¶ "));
  });
});
