// The way back after everything that is taken away: who takes something away reads what will happen, and one
// click brings it back, with scripts and without.
import { gallery, lab, open, person } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { api, enterDesk, ready, sure } from "../desk.mjs";

const options = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };

await checks(async ({ browser, check }) => {
  const { see, faults } = gallery("undo");
  const ada = await person(browser, options);
  await enterDesk(ada, "ada", lab.password("ada"));
  await check("a dock, a link and an announcement that were taken away come back by one click", ada, async () => {
    await api(ada, "POST", "/api/v1/given-docks", { name: "Morning", apps: ["notes", "invoices"], groups: ["Compta"] });
    await api(ada, "POST", "/api/v1/announcements", { text: { en: "Welcome, Paul", fr: "" } });
    await api(ada, "POST", "/api/v1/links", { name: "Payroll", url: "http://127.0.0.1:9/", sign: "truck", colour: 3, anyway: true });
    for (const [where, name, asks] of [["/docks", "Morning", "from every desk"], ["/links", "Payroll", "off every desk"], ["/announcements", "Welcome, Paul", ""]]) {
      await open(ada, lab.url("desk", where));
      await ready(ada);
      const line = ada.locator(".list li", { hasText: name });
      const before = await line.innerText();
      await line.locator('form[action$="/remove"] button, form[action$="/withdraw"] button').click();
      if (asks) await see(ada, `ask${where.replace("/", "-")}`);
      if (asks) await sure(ada, asks);
      const way = ada.locator("[data-undo]", { hasText: name });
      await way.waitFor();
      equal(new URL(ada.url()).pathname, where, "the address");
      equal(await line.count(), 0, `${name} in the list`);
      expect(await way.locator("button").evaluate((each) => each === document.activeElement), "the focus is not on the way back");
      await see(ada, `undo${where.replace("/", "-")}`);
      await ada.keyboard.press("Enter");
      await way.waitFor({ state: "detached" });
      await line.waitFor();
      equal((await line.innerText()).split("\n")[0], before.split("\n")[0], "what came back");
    }
  });

  await check("a removed account comes back as a filled form that wants a new password", ada, async () => {
    const paul = await api(ada, "POST", "/api/v1/people", { username: "paul", name: "Paul Morel", password: "long-enough-1", groups: ["Ventes"] });
    await open(ada, lab.url("desk", `/people/${paul.id}/remove`));
    await ready(ada);
    await ada.locator("button.is-danger:visible").click();
    await ada.locator("[data-undo]", { hasText: "Paul Morel" }).waitFor();
    await see(ada, "undo-account");
    await ada.locator("[data-undo] button").click();
    await ada.locator('#person-username').waitFor();
    equal(await ada.locator("#person-username").inputValue(), "paul", "the sign-in name");
    equal(await ada.locator("#person-groups").inputValue(), "Ventes", "the groups");
    await see(ada, "account-again");
    await ada.locator("#person-password").fill("another-one-2");
    await ada.locator('form[action="/people"] .is-main').click();
    await ada.locator("#list a", { hasText: "Paul Morel" }).waitFor();
  });

  const giselle = await person(browser, options);
  await enterDesk(giselle, "giselle", lab.password("giselle"));
  await check("whoever signs somebody out everywhere reads what that does first", ada, async () => {
    const { items } = await ada.evaluate(async () => (await fetch("/api/v1/people?search=giselle")).json());
    await open(ada, lab.url("desk", `/people/${items[0].id}`));
    await ada.locator(`form[action="/people/${items[0].id}/sessions"] .is-danger`).click();
    await ada.locator("#ask[open]").waitFor();
    await ada.locator("#ask button[value=no]").click();
    await ada.locator("#ask").waitFor({ state: "hidden" });
    equal(await giselle.evaluate(async () => (await fetch("/api/v1/me")).status), 200, "her session");
  });
  await check("without scripts the way back is the same form", null, async () => {
    const plain = await person(browser, { ...options, javaScriptEnabled: false });
    await open(plain, lab.url("desk", "/sign-in"));
    await plain.locator('input[autocomplete~="username"]').fill("ada");
    await plain.locator('input[autocomplete~="current-password"]').fill(lab.password("ada"));
    await plain.locator('form[action="/sign-in"] button[type="submit"]').click();
    await open(plain, lab.url("desk", "/docks"));
    const line = plain.locator(".list li", { hasText: "Morning" });
    await line.locator('form[action$="/remove"] button').click();
    await plain.locator("[data-undo]", { hasText: "Morning" }).locator("button").click();
    await line.waitFor();
    await plain.context().close();
  });

  for (const [locale, colorScheme, width] of [["fr-FR", "dark", 390], ["fr-FR", "light", 1024], ["en-GB", "dark", 390]]) {
    const one = await person(browser, { viewport: { width, height: 844 }, colorScheme, locale });
    const kind = `${width}-${colorScheme}-${locale}`;
    await check(`the question and the way back at ${kind}`, one, async () => {
      await enterDesk(one, "ada", lab.password("ada"));
      await open(one, lab.url("desk", "/docks"));
      await ready(one);
      await one.locator('.list form[action$="/remove"] button').first().click();
      await see(one, `ask-${kind}`);
      await one.locator("#ask [data-ask-yes]").click();
      await one.locator("[data-undo]").waitFor();
      await see(one, `undo-${kind}`);
      await one.locator("[data-undo] button").click();
      await one.locator(".list li", { hasText: "Morning" }).waitFor();
      equal(await one.evaluate(() => Math.max(0, document.scrollingElement.scrollWidth - innerWidth)), 0, "px that stick out sideways");
    });
    await one.context().close();
  }
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
