// An employee, an administrator and a person of another group sign in with their Windows accounts.
import { lab, open, person, shot } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { desk, enter, enterDesk, tile } from "../desk.mjs";

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
  await check("the browser trusts the cloud's certificate: no warning", page, async () => {
    equal(await open(page, lab.url("desk")), 200, "status");
    await shot(page, "people-front");
  });
  await check("a wrong password is refused in one sentence that tells no stranger who exists", page, async () => {
    await enter(page, "giselle", "Falsches-Wort-2041");
    const known = (await page.getByRole("alert").innerText()).trim();
    await shot(page, "people-wrong-password");
    await enter(page, "nobody-of-that-name", "Falsches-Wort-2041");
    const unknown = (await page.getByRole("alert").innerText()).trim();
    equal(unknown, known, "sentence for an unknown person");
  });
  for (const name of ["t-disabled", "t-locked", "t-expired", "t-hours", "t-workstation"]) {
    await check(`${name} with the right password is told why, in French`, page, async () => {
      await enter(page, name, lab.password(name));
      const sentence = (await page.getByRole("alert").innerText()).trim();
      expect(sentence.length > 15 && !/oidc-|identity-/.test(sentence), `the sentence: ${sentence}`);
      console.log(`      ${sentence}`);
    });
  }
  for (const name of ["t-pwdexpired", "t-mustchange"]) {
    await check(`${name} is led to choose a new password`, page, async () => {
      await enter(page, name, lab.password(name));
      await page.locator('input[autocomplete~="new-password"]').first().waitFor();
      await shot(page, `people-${name}`);
    });
  }
  await check("Giselle of Equipe-Compta, which is in Compta, signs in", page, async () => {
    await enterDesk(page, "giselle", lab.password("giselle"));
    equal(await page.locator("html").getAttribute("lang"), "fr", "the language");
    expect((await page.locator("h1").first().innerText()).includes("Giselle"), "she is not greeted by name");
    expect(!(await page.locator('[data-menu-link][href="/store"]').count()), "she sees the store's link");
    await shot(page, "people-giselle-home");
  });
  const chief = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await check("Ada of Cloud-Admins signs in as an administrator", chief, async () => {
    await enterDesk(chief, "ada", lab.password("ada"));
    await chief.locator('[popovertarget="me-menu"]').click();
    await chief.locator('#me-menu [data-menu-link][href="/store"]').waitFor();
    await shot(chief, "people-ada-home");
  });
  const local = await person(browser, { locale: "en-GB" });
  await check("the local administrator of the set-up signs in, too", local, async () => {
    await enterDesk(local, process.env.CHIEF, process.env.CHIEF_PASSWORD);
    equal(await tile(local, "miniflux").count(), 0, "tiles before anything is installed");
  });
  await check("the servers' page shows three servers that answer", chief, async () => {
    await open(chief, lab.url("desk", "/servers"));
    for (const name of ["lab-n1", "lab-n2", "lab-n3"]) await chief.getByRole("heading", { name }).waitFor();
    await shot(chief, "people-servers");
  });
  await check("the directory's settings are tried with the password that is stored, and kept", chief, async () => {
    const domain = process.env.LAB_AD_DOMAIN;
    await open(chief, lab.url("desk", "/directories"));
    await chief.locator(`article a[href="/directories/${domain}"]`).click();
    await chief.locator('button[value="test"]').click();
    await chief.locator("form .note.is-good").first().waitFor();
    equal(await chief.locator("form .note.is-bad").count(), 0, "findings of the test");
    await shot(chief, "people-directory", { fullPage: true });
    await chief.locator('button[value="keep"]').click();
    await chief.locator(".page .note.is-good").filter({ hasText: domain }).waitFor();
    await shot(chief, "people-directories");
  });
});
