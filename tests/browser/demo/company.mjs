// What the company gives: a dock by theme, an announcement, a link to a tool of its own; the palette
// inside a pane, and the session that ends soon. Everything a newcomer wants in as few steps as promised.
import { createServer } from "node:http";
import { gallery, lab, open, person } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { enterDesk, home, inside, loaded, openTile, pane, ready } from "../desk.mjs";

const look = (page) => page.evaluate(() => window.dispatchEvent(new Event("unidash:back"))); // now, not in half a minute
const options = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };

/** A tool of the company: a page that lets itself be framed, or not. */
async function tool(headers) {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/html", ...headers });
    answer.end("<!doctype html><html lang=en><title>Tool</title><h1>Our own tool</h1>");
  });
  await new Promise((done) => { server.listen(0, "127.0.0.1", done); });
  return server;
}
const at = (server) => `http://127.0.0.1:${server.address().port}/`;

await checks(async ({ browser, check }) => {
  const { see, faults } = gallery("company");
  const ada = await person(browser, options);
  const giselle = await person(browser, options);
  await enterDesk(ada, "ada", lab.password("ada"));
  await enterDesk(giselle, "giselle", lab.password("giselle"));

  await check("an administrator composes a dock; it stands on the desk and its chips change the apps", giselle, async () => {
    await open(ada, lab.url("desk", "/docks"));
    await ada.locator("#dock-name").fill("Morning");
    await ada.locator('input[name="app"][value="notes"]').check();
    await ada.locator("#dock-groups").fill("Compta");
    await ada.locator("form[action='/docks'] .is-main").click();
    await ada.locator(".dock-line", { hasText: "Morning" }).waitFor();
    await see(ada, "docks");
    await look(giselle);
    await giselle.locator("[data-dock-theme]", { hasText: "Morning" }).waitFor();
    equal(await giselle.locator("#dock-apps [data-open]").count(), 1, "apps in the dock");
    await giselle.locator('[data-dock-theme][value="own"]').click();
    await soon("her own dock", async () => (await giselle.locator("#dock-apps [data-open]").count()) === 2);
    equal(await giselle.evaluate(() => document.activeElement.value), "own", "the focus");
    await giselle.locator("[data-dock-theme]", { hasText: "Morning" }).click();
    await soon("the given dock", async () => (await giselle.locator("#dock-apps [data-open]").count()) === 1);
  });
  await check("she adds an app to the given dock, and may have it back as it was", giselle, async () => {
    await giselle.locator('#home [data-open="invoices"]').click({ button: "right" });
    await giselle.locator('[data-tile-act="pin"]').click();
    await soon("two apps", async () => (await giselle.locator("#dock-apps [data-open]").count()) === 2);
    await giselle.reload();
    await ready(giselle);
    equal(await giselle.locator("#dock-apps [data-open]").count(), 2, "apps after a reload");
    await giselle.locator('#home [data-open="invoices"]').click({ button: "right" });
    await giselle.locator('[data-tile-act="reset"]').click();
    await soon("as it was given", async () => (await giselle.locator("#dock-apps [data-open]").count()) === 1);
    await see(giselle, "home");
  });
  const phone = await person(browser, { viewport: { width: 390, height: 844 }, locale: "en-GB", hasTouch: true, isMobile: true });
  await check("on a phone a touch leads from dock to dock", phone, async () => {
    await enterDesk(phone, "giselle", lab.password("giselle"));
    await home(phone);
    const chip = phone.locator("[data-dock-theme]:visible");
    equal(await chip.count(), 1, "chips with room");
    await chip.tap();
    await soon("her own dock", async () => (await chip.getAttribute("value")) === "own");
    await see(phone, "phone");
    await chip.tap();
    await soon("the given dock", async () => (await chip.innerText()).trim() === "Morning");
    await phone.context().close();
  });
  await check("an announcement comes by itself, stands above open apps and goes when it is read", giselle, async () => {
    // first, because a desk also looks by itself every half minute
    await openTile(giselle, "notes");
    await giselle.waitForTimeout(350); // motion ends
    const before = await giselle.locator('[data-pane="notes"]').boundingBox();
    await (await inside(giselle, "notes")).evaluate(() => { globalThis.sameDocument = true; });
    await open(ada, lab.url("desk", "/announcements"));
    await ada.locator("#news-severity").selectOption("outage");
    await ada.locator("#news-en").fill("Mail is down until 10 o’clock.");
    await ada.locator("form[action='/announcements'] .is-main").click();
    await see(ada, "announcements");
    await look(giselle);
    await giselle.getByRole("alert").filter({ hasText: "Mail is down" }).waitFor();
    await soon("the pane stands lower", async () => (await giselle.locator('[data-pane="notes"]').boundingBox()).y > before.y);
    await see(giselle, "announcement");
    await giselle.locator(".announcement button").click();
    await giselle.locator(".announcement").waitFor({ state: "detached" });
    await soon("the pane is back", async () => (await giselle.locator('[data-pane="notes"]').boundingBox()).y === before.y);
    expect(await (await inside(giselle, "notes")).evaluate(() => globalThis.sameDocument === true), "the pane loaded again");
    await home(giselle);
  });
  const [open_, shut] = [await tool({}), await tool({ "x-frame-options": "DENY" })];
  await check("a tool of the company becomes a tile, framed or in a window as its site allows", giselle, async () => {
    for (const [name, server] of [["Intranet", open_], ["Payroll", shut]]) {
      await open(ada, lab.url("desk", "/links"));
      await ada.locator("#link-name").fill(name);
      await ada.locator("#link-url").fill(at(server));
      await ada.locator('input[name="sign"][value="truck"]').check({ force: true });
      await ada.locator("form[action='/links'] .is-main").click();
      await ada.locator(".list li", { hasText: name }).waitFor();
    }
    await see(ada, "links");
    await giselle.reload();
    await ready(giselle);
    await giselle.locator("#home .tile", { hasText: "Intranet" }).click();
    const frame = giselle.frameLocator('[data-pane^="link."] iframe');
    await frame.getByText("Our own tool").waitFor();
    await see(giselle, "link");
    await home(giselle);
    const [popup] = await Promise.all([giselle.waitForEvent("popup"), giselle.locator("#home .tile", { hasText: "Payroll" }).click()]);
    equal(popup.url(), at(shut), "the window's address");
    await popup.close();
    open_.close();
    shut.close();
  });
  await check("Ctrl K inside a pane opens the palette of the desk, which acts on the pane", giselle, async () => {
    const frame = await openTile(giselle, "notes");
    await frame.locator("body").click({ position: { x: 5, y: 5 } });
    await giselle.keyboard.press("Control+k");
    await giselle.locator("#launcher[open]").waitFor();
    await giselle.keyboard.type("own window");
    await see(giselle, "palette");
    const [popup] = await Promise.all([giselle.waitForEvent("popup"), giselle.keyboard.press("Enter")]);
    await popup.waitForLoadState();
    await pane(giselle, "notes").waitFor({ state: "detached" });
    await popup.close();
  });
  await check("five minutes before its end the session says so, and one click keeps it", null, async () => {
    const late = await person(browser, options);
    await late.clock.install();
    await enterDesk(late, "giselle", lab.password("giselle"));
    equal(await late.locator("[data-session-soon]").isVisible(), false, "a warning at the start");
    await late.route("**/desk-data", (route) => route.abort()); // the real clock would plan it anew
    await late.clock.fastForward("11:56:00");
    await late.getByRole("alert").filter({ hasText: "five minutes" }).waitFor();
    await see(late, "session-soon");
    // By key: a click waits for frames, which the clock of this page holds back.
    const [popup] = await Promise.all([late.waitForEvent("popup"), late.locator("[data-session-soon] [data-stay]").press("Enter")]);
    await late.unroute("**/desk-data"); // not before: the answer would take the sentence away under the key
    await popup.locator('input[autocomplete~="current-password"]').fill(lab.password("giselle"));
    const name = popup.locator('input[autocomplete~="username"]');
    if (await name.isEditable().catch(() => false)) await name.fill("giselle");
    await Promise.all([popup.waitForEvent("close"), popup.locator('input[autocomplete~="current-password"]').press("Enter")]);
    await late.locator("[data-session-soon]").waitFor({ state: "hidden" });
    await late.context().close();
  });
  await check("nothing sticks out and axe finds nothing on these screens", null, async () => equal([...new Set(faults)], [], "findings"));
});
