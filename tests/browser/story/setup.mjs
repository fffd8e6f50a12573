// The first minutes, as the administrator sees them in the browser of his own computer.
import { lab, open, person, shot, violations } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";

const { LAB_N1_IP: address, SETUP_CODE: code, CHIEF: chief, CHIEF_PASSWORD: secret } = process.env;
const directory = {
  domain: process.env.LAB_AD_DOMAIN, hosts: process.env.DC_HOST, account: process.env.DC_BIND_UPN,
  password: process.env.DC_BIND_PASSWORD, admin_group: "Cloud-Admins",
};

await checks(async ({ browser, check }) => {
  // Nobody can know the certificate yet: the person accepts it, as the printed address asks.
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB", ignoreHTTPSErrors: true });
  const faults = [];
  const see = async (name) => {
    await shot(page, `setup-${name}`);
    for (const line of await violations(page)) faults.push(`${name}: ${line}`);
  };
  const on = (words = {}) => page.locator("form button[type=submit].is-main", words).click();
  const at = (step) => page.waitForURL(`**/setup/${step}`);
  const act = (name) => page.locator(`button[name="act"][value="${name}"]`).click();
  const alert = async () => (await page.getByRole("alert").innerText()).trim();

  await check("the printed address leads to the set-up, which asks for the code", page, async () => {
    await open(page, `https://${address}/`);
    await page.locator('input[name="code"]').waitFor();
    await see("code");
  });
  await check("a wrong code is refused in one sentence", page, async () => {
    await page.locator('input[name="code"]').fill("AAAA-BBBB-CCCC");
    await on();
    expect((await alert()).length > 15, "no sentence");
    await see("wrong-code");
  });
  await check("the code opens the set-up; language and company", page, async () => {
    await page.locator('input[name="code"]').fill(code);
    await on();
    await at("*"); // a set-up that was interrupted goes on where it stopped
    if (!page.url().endsWith("/language")) await open(page, `https://${address}/setup/language`);
    await page.locator('input[name="company"]').fill("Lab & Söhne");
    await page.locator('input[name="language"][value="en"]').check();
    await see("language");
    await on();
    await at("domain");
  });
  await check("a domain that many people share is refused, with the reason", page, async () => {
    await page.locator('input[name="domain"]').fill("duckdns.org");
    await act("check");
    await page.locator(".note.is-bad").waitFor();
    equal(await page.locator('button[value="take"]').count(), 0, "ways on");
    await see("domain-refused");
  });
  await check("the company's domain is checked and its DNS records are found", page, async () => {
    await page.locator('input[name="domain"]').fill(lab.domain);
    await soon("the records are found", async () => {
      await act("check"); // the first question to a cold DNS may take longer than the page waits
      await page.locator("table .badge").first().waitFor();
      return page.locator("table .badge.is-good").count();
    });
    equal(await page.locator("table .badge.is-warn").count(), 0, "records that are missing");
    await see("domain");
    await act("take");
    await at("certificate");
  });
  await check("the cloud's own authority signs its certificates", page, async () => {
    await see("certificate");
    await page.locator('input[value="own"]').check();
    await on();
    await at("admin");
  });
  await check("a short password is refused, a long one makes the first administrator", page, async () => {
    await page.locator('input[name="name"]').fill("The Chief");
    await page.locator('input[name="username"]').fill(chief);
    await page.locator("form").evaluate((form) => { form.noValidate = true; });
    await page.locator('input[name="password"]').fill("short");
    await page.locator('input[name="again"]').fill("short");
    await on();
    expect((await alert()).length > 15, "no sentence");
    await see("admin-short");
    await page.locator('input[name="password"]').fill(secret);
    await page.locator('input[name="again"]').fill(secret);
    await see("admin");
    await on();
    await at("directory");
  });
  await check("Active Directory with a wrong password: the test says what is wrong", page, async () => {
    for (const [name, value] of Object.entries({ ...directory, password: "Falsch-2041" })) await page.locator(`[name="${name}"]`).fill(value);
    await act("test");
    await page.locator(".note.is-bad, .note.is-warn, [name=confirmed]").first().waitFor({ timeout: 60_000 });
    await see("directory-wrong");
  });
  await check("the controller's certificate is shown and confirmed by its fingerprint", page, async () => {
    await page.locator('[name="password"]').fill(directory.password);
    await act("test");
    const seen = page.locator('input[type="checkbox"][name="confirmed"]');
    await soon("the test's answer", async () => (await seen.count()) || (await page.locator('button[value="keep"]').count()), 60_000);
    await see("directory-certificate");
    if (await seen.count()) {
      await seen.check();
      if (!(await page.locator('[name="password"]').inputValue())) await page.locator('[name="password"]').fill(directory.password);
      await act("test");
    }
    await page.locator('button[value="keep"]').waitFor({ timeout: 60_000 });
    await see("directory-works");
    await act("keep");
    await at("finish");
  });
  await check("the last page sums up; finishing closes the set-up and leads to the desk", page, async () => {
    await see("finish");
    await on();
    await page.locator(`a[href^="${lab.url("desk", "")}"]`).first().waitFor({ timeout: 60_000 });
    await see("done");
  });
  await check("axe finds nothing on any page of the set-up", null, async () => equal([...new Set(faults)], [], "findings"));
});
