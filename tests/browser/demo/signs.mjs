// The signs of the status bar, and what the desk says before something is lost: is the server there, what is
// new, what is not saved, why a new link opens apart.
import { createServer } from "node:http";
import { gallery, lab, open, person } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { api, desk, enterDesk, home, inside, look, openTile, pane, ready, sure } from "../desk.mjs";

const options = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };

await checks(async ({ browser, check }) => {
  const { see, faults } = gallery("signs");
  const ada = await person(browser, options);
  await enterDesk(ada, "ada", lab.password("ada"));
  const giselle = await person(browser, options);
  await enterDesk(giselle, "giselle", lab.password("giselle"));

  await check("the network's sign tells the three states apart, and for how long one is signed in", giselle, async () => {
    const sign = giselle.locator("[data-network-sign]");
    equal((await sign.innerText()).trim(), "Connected", "the sign at rest");
    await sign.click();
    await giselle.locator("#network-menu [data-session-ends]").waitFor();
    expect(/\d\d:\d\d/.test(await giselle.locator("#network-menu [data-session-ends]").innerText()), "no moment");
    await see(giselle, "network");
    await giselle.keyboard.press("Escape");
    await giselle.route(`${desk()}**`, (route) => route.abort());
    await look(giselle);
    await soon("a silent server", async () => (await sign.innerText()).trim() === "Server silent");
    expect((await giselle.locator("[data-server-lost]").innerText()).includes("server"), "the sentence");
    await see(giselle, "server-silent");
    await giselle.unroute(`${desk()}**`);
    await soon("back", async () => (await sign.innerText()).trim() === "Connected");
    await giselle.context().setOffline(true);
    await soon("no network", async () => (await sign.innerText()).trim() === "No network");
    expect((await giselle.locator("[data-server-lost]").innerText()).includes("Wi-Fi"), "what to do");
    await giselle.context().setOffline(false);
    await soon("back", async () => (await sign.innerText()).trim() === "Connected");
  });

  await check("the bell counts what is new; what is read stays to be read again", giselle, async () => {
    for (const [severity, en] of [["news", "Welcome to Paul"], ["outage", "Mail is down until 10 o’clock"]]) {
      await api(ada, "POST", "/api/v1/announcements", { severity, text: { en, fr: en } });
    }
    await look(giselle);
    const bell = giselle.locator("#news-sign");
    await soon("two new ones", async () => (await bell.locator(".count").innerText()) === "2");
    await bell.click();
    equal(await giselle.locator("#news-list li").count(), 2, "in the list");
    await see(giselle, "bell");
    await giselle.locator("#news-list li", { hasText: "Mail is down" }).locator("button").click();
    await soon("one is left", async () => (await bell.locator(".count").innerText()) === "1");
    expect(await giselle.locator("#news-menu").isVisible(), "the list closed itself");
    await giselle.locator("#news-list [data-read]", { hasText: "Mail is down" }).waitFor();
    await giselle.locator(".announcement", { hasText: "Welcome to Paul" }).waitFor();
    await giselle.keyboard.press("Escape");
    await giselle.locator(".announcement button").click();
    await giselle.locator(".announcement").waitFor({ state: "detached" });
    equal((await bell.innerText()).trim(), "No new announcement", "the bell");
  });

  await check("an app that holds unsaved changes is not closed without a question", giselle, async () => {
    const frame = await openTile(giselle, "notes");
    await frame.locator("input").first().pressSequentially("half a thought");
    await giselle.waitForTimeout(500); // the reporter says it
    await pane(giselle, "notes").locator('[data-act="close"]').click();
    await giselle.locator("#ask[open]", { hasText: "not saved" }).waitFor();
    await see(giselle, "unsaved");
    await giselle.keyboard.press("Escape");
    equal(await (await inside(giselle, "notes")).locator("input").first().inputValue(), "half a thought", "what was typed");
    await pane(giselle, "notes").locator('[data-act="close"]').click();
    await sure(giselle, "not saved");
    await pane(giselle, "notes").waitFor({ state: "detached" });
  });

  const tool = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/html" });
    answer.end("<!doctype html><html lang=en><title>Tool</title><h1>Our own tool</h1>");
  });
  await new Promise((done) => { tool.listen(0, "127.0.0.1", done); });
  await check("a link that came while the desk was open says why it opens apart, and one click loads the desk again", giselle, async () => {
    await home(giselle);
    await api(ada, "POST", "/api/v1/links", { name: "Intranet", url: `http://127.0.0.1:${tool.address().port}/`, sign: "globe" });
    await look(giselle);
    const tile = giselle.locator("#home .tile", { hasText: "Intranet" });
    await tile.waitFor();
    const [apart] = await Promise.all([giselle.waitForEvent("popup"), tile.click()]);
    await apart.close();
    await giselle.locator("[data-toast]", { hasText: "Intranet" }).waitFor();
    await see(giselle, "late");
    await Promise.all([giselle.waitForEvent("load"), giselle.locator("[data-toast-undo]").click()]);
    await ready(giselle);
    await home(giselle);
    await tile.click();
    await giselle.frameLocator('[data-pane^="link."] iframe').getByText("Our own tool").waitFor();
  });
  tool.close();

  for (const [locale, colorScheme, width] of [["fr-FR", "dark", 390], ["fr-FR", "light", 1024], ["en-GB", "dark", 390], ["fr-FR", "light", 320]]) {
    const one = await person(browser, { viewport: { width, height: 844 }, colorScheme, locale, hasTouch: width < 640, isMobile: width < 640 });
    const kind = `${width}-${colorScheme}-${locale}`;
    await check(`the signs at ${kind}`, one, async () => {
      await enterDesk(one, "ada", lab.password("ada"));
      for (const id of ["network-menu", "news-menu"]) {
        await one.locator(`[popovertarget="${id}"]`).click();
        await see(one, `${id}-${kind}`);
        await one.keyboard.press("Escape");
      }
      equal(await one.evaluate(() => Math.max(0, document.scrollingElement.scrollWidth - innerWidth)), 0, "px that stick out sideways");
    });
    await one.context().close();
  }
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
