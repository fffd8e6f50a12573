// look.mjs URL [NAME] [--as PERSON]: opens a page, takes a picture, prints the
// status, what the page complains about and what axe finds.
import { open, person, run, shot, signIn, violations } from "./browser.mjs";

const words = process.argv.slice(2);
const at = words.indexOf("--as");
const who = at >= 0 ? words.splice(at, 2)[1] : null;
const [url, name = "look"] = words;
if (!url) throw new Error("look.mjs URL [NAME] [--as PERSON]");

await run(async (browser) => {
  const page = await person(browser);
  if (who) await signIn(page, url, who);
  else console.log(`status ${await open(page, url)}`);
  console.log(`title ${await page.title()}`);
  console.log(`at ${page.url()}`);
  console.log(`picture ${await shot(page, name)}`);
  for (const line of page.complaints) console.log(`complaint ${line}`);
  for (const line of await violations(page)) console.log(`axe ${line}`);
});
