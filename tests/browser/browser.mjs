// What every browser script shares: a Chromium that talks to nobody else,
// sign-in, pictures, accessibility.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WAIT = 20_000; // no step waits longer

export const lab = {
  domain: process.env.LAB_DOMAIN ?? process.env.UNIDASH_DEMO ?? "unidash.localhost:8080",
  scheme: process.env.LAB_DOMAIN ? "https" : "http",
  url: (host, where = "/") => `${lab.scheme}://${host}.${lab.domain}${where}`,
  password: (person) =>
    process.env[`${person.replace("-", "_").toUpperCase()}_PASSWORD`] ?? process.env.T_PASSWORD,
};

// The root user of a lab cannot use Chromium's own sandbox.
export async function launch(options = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    timeout: 60_000,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
    ...options,
  });
}

// A person at a browser of his own. What the page complains about is kept in
// page.complaints, so that a test can insist on silence.
export async function person(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(WAIT);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (e) => page.complaints.push(`error: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && page.complaints.push(`console: ${m.text()}`));
  page.on("requestfailed", (r) => page.complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`));
  return page;
}

export async function open(page, url) {
  const answer = await page.goto(url, { waitUntil: "load", timeout: WAIT });
  return answer?.status() ?? 0;
}

// The form is found as a password manager finds it: by `autocomplete`.
export async function signIn(page, url, name, password = lab.password(name)) {
  await open(page, url);
  await page.locator('input[autocomplete~="username"]').fill(name);
  const secret = page.locator('input[autocomplete~="current-password"]');
  await secret.fill(password);
  await Promise.all([page.waitForLoadState("load"), secret.press("Enter")]);
  await page.waitForFunction(() => document.readyState === "complete");
}

export async function shot(page, name, options = {}) {
  const folder = process.env.UNIDASH_SHOTS ?? "target/shots";
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", ...options });
  return file;
}

// WCAG 2.2 A and AA in the page and its frames. Returns one line per violation.
export async function violations(page) {
  const lines = [];
  for (const frame of page.frames()) {
    // evaluated by the debugger, so that a strict Content-Security-Policy holds
    await frame.evaluate(readFileSync(axe, "utf8"));
    const found = await frame.evaluate(() =>
      globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        iframes: false,
      }),
    );
    for (const v of found.violations)
      for (const n of v.nodes) lines.push(`${v.id} (${v.impact}): ${n.target.join(" ")} — ${v.help}`);
  }
  return lines;
}

/** Pictures whose names begin alike; what axe finds there, and what sticks out sideways, is kept in `faults`. */
export function gallery(beginning) {
  const faults = [];
  const see = async (page, name) => {
    await page.waitForTimeout(350); // motion ends
    await shot(page, `${beginning}-${name}`);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    if (wide > 0) faults.push(`${name}: ${wide} px stick out sideways`);
    for (const line of await violations(page)) faults.push(`${name}: axe ${line}`);
  };
  return { see, faults };
}

/** Walks with Tab until the focus is there; frames count as one stop each. */
export async function tabTo(page, selector) {
  for (let i = 0; i < 80; i += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${selector}`);
}

// run(async (browser) => …): closes Chromium whatever happens, exit code 1 on failure.
export async function run(work) {
  const browser = await launch();
  try {
    await work(browser);
  } catch (e) {
    console.error(e);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
