// The controller is away: an employee reads why she cannot sign in, and that it is not her password.
import { lab, person, shot } from "../browser.mjs";
import { checks, expect } from "../checks.mjs";
import { enter } from "../desk.mjs";

await checks(async ({ browser, check }) => {
  const page = await person(browser, { locale: "en-GB" });
  await check("with the controller away, one sentence says so; nothing is blamed on her password", page, async () => {
    await enter(page, "giselle", lab.password("giselle"));
    const sentence = (await page.getByRole("alert").innerText()).trim();
    console.log(`      ${sentence}`);
    await shot(page, "directory-away");
    expect(sentence.length > 20 && !/wrong|incorrect/i.test(sentence), sentence);
  });
});
