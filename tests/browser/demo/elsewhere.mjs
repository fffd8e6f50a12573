// An administrator puts buttons of other providers on the sign-in page, and people find them there.
import { lab, open, person, shot, signIn, violations } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";

const desk = (where) => lab.url("desk", where);

await checks(async ({ browser, check }) => {
  const page = await person(browser);
  await signIn(page, desk("/sign-in"), "ada");

  await check("sign-in elsewhere: the empty screen and a form, both without a fault of axe's", page, async () => {
    await open(page, desk("/upstreams"));
    equal(await violations(page), [], "the list");
    await shot(page, "elsewhere-empty");
    await page.locator('a[href="/upstreams/new?kind=microsoft"]').click();
    await page.locator("#tenant").waitFor();
    equal(await violations(page), [], "the form");
    await shot(page, "elsewhere-microsoft", { fullPage: true });
  });
  await check("sign-in elsewhere: a tenant that is no GUID is refused in words, and what was typed stays", page, async () => {
    await page.locator("#tenant").fill("common");
    await page.locator("#client_id").fill("0f6e");
    await page.locator("#client_secret").fill("hush");
    await page.locator('button[value="save"]').click();
    const said = await page.locator('form [role="alert"]').textContent();
    expect(/GUID/.test(said), said);
    equal(await page.locator("#client_id").inputValue(), "0f6e", "the client ID");
  });
  await check("sign-in elsewhere: what is saved stands in the list, without its secret", page, async () => {
    await open(page, desk("/upstreams/new?kind=github"));
    await page.locator("#client_id").fill("hub");
    await page.locator("#client_secret").fill("hush");
    await page.locator("#links").fill("583231 = giselle");
    await page.locator('button[value="save"]').click();
    await page.locator("article h2", { hasText: "GitHub" }).waitFor();
    await shot(page, "elsewhere-one");
    await page.locator('article a[href="/upstreams/github"]').click();
    await page.locator("#links").waitFor();
    equal(await page.locator("#client_secret").inputValue(), "", "the secret");
    equal(await page.locator("#links").inputValue(), "583231 = giselle", "the list");
    await shot(page, "elsewhere-github", { fullPage: true });
  });
  for (const [locale, width, colorScheme] of [["fr-FR", 1280, "light"], ["en-GB", 320, "dark"]]) {
    const guest = await person(browser, { locale, viewport: { width, height: 800 }, colorScheme });
    await check(`sign-in elsewhere: the button stands on the sign-in page (${locale}, ${width})`, guest, async () => {
      await open(guest, desk("/sign-in"));
      const button = guest.locator("#others a");
      expect((await button.textContent()).includes("GitHub"), "no name on it");
      expect(await guest.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `wider than ${width}`);
      equal(await violations(guest), [], "axe");
      await shot(guest, `elsewhere-sign-in-${locale}`);
      const [asked] = await Promise.all([
        guest.waitForRequest((request) => request.url().startsWith("https://github.com/")),
        button.click().catch(() => {}),
      ]);
      expect(asked.url().includes("code_challenge="), asked.url());
    });
  }
});
