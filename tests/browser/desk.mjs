// The desk as a person uses it: tiles, zones, panes. Found by roles, labels and data attributes.
import { lab, open } from "./browser.mjs";
import { soon } from "./checks.mjs";

export const desk = () => lab.url("desk");

/** Waits until the desk's scripts have bound everything. */
export async function ready(page) {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

/** From the desk's front door through the provider's form, back to the desk. */
export async function enter(page, name, password) {
  await open(page, desk());
  const form = page.locator('input[autocomplete~="username"]');
  const link = page.locator('a[href^="/sign-in"]');
  await form.or(link).first().waitFor();
  if (!(await form.count())) await link.first().click();
  await form.fill(name);
  await page.locator('input[autocomplete~="current-password"]').fill(password);
  await page.locator('input[autocomplete~="current-password"]').press("Enter");
}

export async function enterDesk(page, name, password) {
  await enter(page, name, password);
  await page.waitForURL((url) => url.href.startsWith(desk()));
  await ready(page);
}

export const pane = (page, app) => page.locator(`[data-pane="${app}"]`);
export const tile = (page, app) => page.locator(`#home [data-open="${app}"]`);

/** The document inside an app's pane. */
export async function inside(page, app) {
  const handle = await pane(page, app).locator("iframe").elementHandle();
  return handle.contentFrame();
}

/** The home screen; a desk with open apps shows those first. */
export async function home(page) {
  if (await page.locator("body[data-zones]").count()) await page.locator("[data-go-home]").first().click();
  await page.locator("#home").waitFor();
}

/** Opens an app by its tile on the home screen and waits until its own address has loaded. */
export async function openTile(page, app) {
  await home(page);
  await tile(page, app).click();
  return loaded(page, app);
}

export async function loaded(page, app) {
  await pane(page, app).waitFor();
  const host = new URL(lab.url(app)).host;
  return soon(`${app} loads in its pane`, async () => {
    const frame = await inside(page, app);
    const there = new URL(frame.url());
    const full = await frame.evaluate(() => document.readyState === "complete");
    return there.host === host && !there.pathname.startsWith("/.unidash/") && full && frame;
  });
}

export async function shape(page, name) {
  await page.locator('[popovertarget="zones-menu"]').click();
  await page.locator(`#zones-menu [data-shape="${name}"]`).click();
}

/** Fills an empty zone from the launcher. */
export async function fill(page, zone, app) {
  await page.locator(`[data-zone="${zone}"][data-choose]`).click();
  await page.locator(`#launcher [data-open="${app}"]`).click();
  return loaded(page, app);
}

/** Where everything is, as a person sees it: which app at which rectangle, and the dividers. */
export async function arrangement(page) {
  return page.evaluate(() => {
    const panes = [...document.querySelectorAll("[data-pane]:not([data-parked])")].map((each) => {
      const { left, top, width, height } = each.getBoundingClientRect();
      return [each.dataset.pane, ...[left, top, width, height].map(Math.round)];
    });
    const dividers = [...document.querySelectorAll("[role=separator]")].map((each) => each.ariaValueNow);
    return { panes: panes.sort(), dividers };
  });
}

/** Counts the loads of every frame from now on, and marks each document. */
export async function watchLoads(page, apps) {
  await page.evaluate(() => {
    globalThis.loads = 0;
    document.querySelectorAll("[data-pane] iframe").forEach((each) => each.addEventListener("load", () => { globalThis.loads += 1; }));
  });
  for (const app of apps) await (await inside(page, app)).evaluate(() => { globalThis.sameDocument = true; });
}

/** How many loads there were; every marked document must still be the same. */
export async function loadsSince(page, apps) {
  for (const app of apps) {
    const same = await (await inside(page, app)).evaluate(() => globalThis.sameDocument === true);
    if (!same) return `the document of ${app} is another one`;
  }
  return page.evaluate(() => globalThis.loads);
}

export async function saved(page, act) {
  const [answer] = await Promise.all([
    page.waitForResponse((each) => each.url().endsWith("/layout") && each.request().method() === "PUT"),
    act(),
  ]);
  return answer.status();
}

/** The API as a program uses it, from a page of the desk. */
export const api = (page, method, path, body) => page.evaluate(async ([method, path, body]) => {
  const headers = { "content-type": "application/json", "x-csrf-token": document.body.dataset.csrf };
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}, [method, path, body]);

/** Has the desk look now, not in half a minute. */
export const look = (page) => page.evaluate(() => window.dispatchEvent(new Event("unidash:back")));

/** Goes on in the desk's own question, which says these words. */
export async function sure(page, words) {
  await page.locator("#ask[open]", { hasText: words }).locator("[data-ask-yes]").click();
}

/** Ends the session, and returns when the next page is there: a page closed half way may never close. */
export async function signOut(page) {
  await page.locator('[popovertarget="me-menu"]').click();
  await page.locator('form[action="/sign-out"] button').click();
  await page.locator('[popovertarget="me-menu"]').waitFor({ state: "detached" });
  await page.waitForLoadState("load");
}
