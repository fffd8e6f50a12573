// Ways through the desk: Back and Forward between screens and panes, what the first load weighs.
import { lab, open, person } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { desk, enterDesk, home, loadsSince, openTile, ready, tile, watchLoads } from "../desk.mjs";

/** What a person sees: the address, the screen behind, whether panes stand before it. */
const seen = (page) => page.evaluate(() => [
  location.pathname, document.querySelector("#screen").dataset.view,
  document.querySelector("#screen h1")?.textContent, document.body.hasAttribute("data-zones"),
]);
const soonSees = (page, wanted) => soon(`the desk shows ${wanted}`, async () => {
  equal(await seen(page), wanted, "the desk");
  return true;
}, 8000);

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await enterDesk(page, "ada", lab.password("ada"));
  const hello = await page.locator("#screen h1").textContent();
  const [store, front, panes] = [["/store", "admin", "Store", false], ["/", "home", hello, false], ["/", "home", hello, true]];

  await check("from the store over home to the panes, and back the same way", page, async () => {
    await open(page, lab.url("desk", "/store"));
    await ready(page);
    await page.locator("[data-go-home]").first().click();
    await soonSees(page, front);
    await openTile(page, "notes");
    await soonSees(page, panes);
    await watchLoads(page, ["notes"]);
    await page.goBack();
    await soonSees(page, front);
    await page.goBack();
    await soonSees(page, store);
    await page.goForward();
    await soonSees(page, front);
    await page.goForward();
    await soonSees(page, panes);
    equal(await loadsSince(page, ["notes"]), 0, "load events");
  });
  // the second step as soon as the first is taken: the browser drops one that comes sooner
  const twice = (way) => page.evaluate((step) => {
    window.addEventListener("popstate", () => history[step](), { once: true });
    history[step]();
  }, way);
  await check("who presses Back twice at once gets the screen of the address", page, async () => {
    await twice("back");
    await soonSees(page, store);
    await twice("forward");
    await soonSees(page, panes);
    equal(await loadsSince(page, ["notes"]), 0, "load events");
  });
  await check("the house leads home and spends no Back", page, async () => {
    await page.locator("[data-go-home]").first().click();
    await soonSees(page, front);
    await page.goBack();
    await soonSees(page, store);
  });

  const fresh = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await check("the first load weighs at most 100 kB in at most 15 requests", fresh, async () => {
    await enterDesk(fresh, "giselle", lab.password("giselle"));
    const cookies = await fresh.context().cookies();
    const cold = await person(browser, { viewport: { width: 1440, height: 900 }, locale: "en-GB" });
    await cold.context().addCookies(cookies);
    const loaded = [];
    cold.on("response", (answer) => loaded.push(answer));
    await open(cold, desk());
    await ready(cold);
    await home(cold);
    await cold.waitForTimeout(1000);
    let bytes = 0;
    for (const answer of loaded) {
      const squeezed = ["gzip", "br", "zstd"].includes(answer.headers()["content-encoding"]);
      const { responseBodySize } = squeezed ? await answer.request().sizes() : { responseBodySize: (await answer.body()).length };
      bytes += responseBodySize;
    }
    const { ready: ms } = await cold.evaluate(() => ({ ready: Math.round(performance.getEntriesByName("unidash:ready")[0].startTime) }));
    console.log(`      first load: ${loaded.length} requests, ${(bytes / 1000).toFixed(1)} kB, usable after ${ms} ms`);
    expect(loaded.length <= 15, `${loaded.length} requests: ${loaded.map((answer) => answer.url()).join(" ")}`);
    expect(bytes <= 100_000, `${bytes} bytes`);
    await tile(cold, "notes").waitFor();
    await cold.context().close();
  });
});
