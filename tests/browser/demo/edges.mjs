// The demo's edges: a session that ends inside a pane, keys alone, no scripts, a foreign form.
import { lab, open, person, shot } from "../browser.mjs";
import { checks, equal, expect, soon } from "../checks.mjs";
import { desk, enterDesk, inside, openTile, pane, signOut, tile } from "../desk.mjs";
import { request } from "node:http";

// What a page elsewhere would send, with the person's cookies. No browser lets a script choose its Origin, and
// node resolves no names below localhost: so straight to the loopback, with the name in the Host header.
async function forged(page, path, body, headers) {
  const { host, port } = new URL(desk());
  const cookie = (await page.context().cookies(desk())).map(({ name, value }) => `${name}=${value}`).join("; ");
  const about = { host, cookie, "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method: "POST", headers: { ...about, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject).end(body);
  });
}

await checks(async ({ browser, check }) => {
  const page = await person(browser, { locale: "en-GB" });
  await enterDesk(page, "giselle", lab.password("giselle"));

  await check("a desk opens an app by keys alone", page, async () => {
    await page.keyboard.press("Tab");
    for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement?.dataset?.open)) !== "notes"; i += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await pane(page, "notes").waitFor();
    await page.keyboard.press("F6");
    expect(await page.evaluate(() => document.activeElement !== document.body), "F6 leads nowhere");
  });
  await check("the session ends elsewhere: the pane asks on the desk, not in the frame; signing in again heals it", page, async () => {
    await openTile(page, "notes").catch(() => pane(page, "notes").waitFor());
    const kept = await page.context().cookies();
    const other = await page.context().newPage();
    await open(other, desk());
    await signOut(other);
    await other.close();
    expect(kept.length > 0, "no cookies");
    const frame = await inside(page, "notes");
    await soon("the gateway notices within its 5 s", async () => {
      await frame.goto(lab.url("notes")).catch(() => {});
      return page.locator("dialog[data-session-end][open]").count();
    });
    // whichever door noticed first, the other's memory of the old session ends within 5 s, too
    await page.waitForTimeout(5500);
    await shot(page, "demo-session-over");
    equal(await frame.locator("input[type=password]").count(), 0, "password fields inside the frame");
    const [popup] = await Promise.all([page.waitForEvent("popup"), page.locator("[data-sign-in]").click()]);
    await popup.locator('input[autocomplete~="username"]').fill("giselle");
    await popup.locator('input[autocomplete~="current-password"]').fill(lab.password("giselle"));
    await popup.locator('input[autocomplete~="current-password"]').press("Enter");
    await page.locator("dialog[data-session-end]").waitFor({ state: "hidden" });
    await soon("the pane shows the app again", async () => (await inside(page, "notes")).getByText("Giselle").first().isVisible());
  });
  await check("Ctrl and a click open an app by itself", page, async () => {
    let own;
    // The home screen may be drawn anew under the click, and the sign-in's window may still be in front: a
    // person would click again.
    await soon("a window of its own", async () => {
      await page.bringToFront();
      await page.locator("[data-go-home]").first().click({ timeout: 4000 });
      const opened = page.context().waitForEvent("page", { timeout: 5000 }).catch(() => undefined);
      await tile(page, "invoices").click({ modifiers: ["Control"], timeout: 4000 });
      return (own = await opened);
    }, 120_000);
    await own.waitForURL((url) => url.host === new URL(lab.url("invoices")).host);
    await own.close();
  });
  await check("a form from elsewhere, or from an app beside the desk, changes nothing", page, async () => {
    for (const [origin, site] of [["https://evil.example", "cross-site"], [new URL(lab.url("notes")).origin, "same-site"]]) {
      equal(await forged(page, "/preferences", "theme=dark", { origin, "sec-fetch-site": site }), 403, `the answer to ${origin}`);
    }
    await page.reload();
    equal(await page.locator("html").getAttribute("data-theme"), "system", "the theme");
  });
  await check("an app in a pane reads, moves and writes nothing of the desk", page, async () => {
    await openTile(page, "notes");
    const tried = await (await inside(page, "notes")).evaluate(async (address) => {
      const outcome = async (act) => {
        try {
          return String(await act());
        } catch {
          return "refused";
        }
      };
      return {
        document: await outcome(() => window.parent.document.title),
        frames: await outcome(() => window.parent.location.href),
        page: await outcome(async () => (await fetch(address, { credentials: "include" })).text()),
        top: await outcome(() => { window.top.location.href = "about:blank"; return "moved"; }),
      };
    }, desk());
    equal(tried, { document: "refused", frames: "refused", page: "refused", top: "refused" }, "what the app managed");
    expect(page.url().startsWith(desk()), `the desk went to ${page.url()}`);
  });
  await check("the server is silent: one sentence, the pane untouched; the desk heals by itself", page, async () => {
    const mark = await inside(page, "notes");
    await mark.evaluate(() => { globalThis.before = true; });
    await page.context().setOffline(true);
    await page.locator("[data-server-lost]").waitFor();
    expect((await page.locator("[data-server-lost]").innerText()).trim().length > 20, "no sentence");
    expect(await (await inside(page, "notes")).evaluate(() => globalThis.before), "the pane is another document");
    await page.context().setOffline(false);
    await page.locator("[data-server-lost]").waitFor({ state: "hidden" });
    expect(await (await inside(page, "notes")).evaluate(() => globalThis.before), "the pane was loaded again");
  });
  const plain = await person(browser, { javaScriptEnabled: false, locale: "en-GB" });
  await check("without scripts one can sign in and open an app by its link", plain, async () => {
    await open(plain, lab.url("desk", "/sign-in"));
    await plain.locator('input[autocomplete~="username"]').fill("giselle");
    await plain.locator('input[autocomplete~="current-password"]').fill(lab.password("giselle"));
    await plain.locator('form[action="/sign-in"] button[type="submit"]').click();
    await tile(plain, "notes").waitFor();
    await open(plain, await tile(plain, "notes").getAttribute("href"));
    await plain.getByText("Giselle").first().waitFor();
  });
});
