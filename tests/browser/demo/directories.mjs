// The company's directories: the empty screen, and settings that do not work are not kept.
import { createServer } from "node:net";
import { lab, open, person, shot, signIn, violations } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";

const desk = (where) => lab.url("desk", where);

/** A port of this machine where nobody listens. */
async function silentPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

await checks(async ({ browser, check }) => {
  const page = await person(browser);
  await signIn(page, desk("/sign-in"), "ada");

  await check("the road map leads to the directories, and the empty screen says what is missing", page, async () => {
    await open(page, desk("/road-map"));
    await page.locator('main a[href="/directories"], .page a[href="/directories"]').first().click();
    await page.locator('a[href="/directories/new"]').waitFor();
    equal(await violations(page), [], "the list");
    await shot(page, "directories-empty");
  });
  await check("a controller that does not answer is told in words, and nothing is kept", page, async () => {
    await page.locator('a[href="/directories/new"]').click();
    await page.locator("#domain").fill("lacaze.test");
    await page.locator("#hosts").fill(`127.0.0.1:${await silentPort()}`);
    await page.locator("#account").fill("unidash@lacaze.test");
    await page.locator("#password").fill("Dienst-Konto-2041");
    await page.locator('button[value="keep"]').click();
    const said = page.locator("form .note.is-bad").first();
    await said.waitFor();
    expect((await said.innerText()).includes("127.0.0.1"), await said.innerText());
    equal(await page.locator("#domain").inputValue(), "lacaze.test", "what was typed");
    equal(await page.locator("#password").inputValue(), "", "the password in the page");
    expect(await page.locator("#password-kept").isVisible(), "the password has to be typed again");
    equal(await violations(page), [], "the form");
    await shot(page, "directories-silent", { fullPage: true });
    await open(page, desk("/directories"));
    equal(await page.locator("article").count(), 0, "directories that were kept");
  });
});
