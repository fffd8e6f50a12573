// My account with Chromium's own virtual authenticator (WebAuthn): a passkey is made, asked for at the next
// sign-in, taken away; a group that must have a second factor makes one on the way in.
import { lab, open, person, shot, violations } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { desk, enter, enterDesk, ready, sure } from "../desk.mjs";

const id = (path = "/") => lab.url("id", path);

/** A security chip in the page's computer: it says yes by itself. */
async function withAuthenticator(page) {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await protocol.send("WebAuthn.addVirtualAuthenticator", { options });
  return { keys: async () => (await protocol.send("WebAuthn.getCredentials", { authenticatorId })).credentials, protocol, authenticatorId };
}

/** Signs out, so that the next way in is a whole sign-in. */
async function signOut(page) {
  await page.locator('[popovertarget="me-menu"]').click();
  await page.locator('form[action="/sign-out"] button').click();
  await page.waitForURL("**/signed-out");
}

async function calm(page, name) {
  await shot(page, name);
  equal(await violations(page), [], `axe on ${name}`);
}

await checks(async ({ browser, check }) => {
  const page = await person(browser, { viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const chip = await withAuthenticator(page);
  const account = async () => {
    await open(page, lab.url("desk", "/account"));
    await ready(page);
  };

  await check("a passkey is made from my account, with recovery codes once", page, async () => {
    await enterDesk(page, "giselle", lab.password("giselle"));
    await account();
    await calm(page, "account-empty");
    await page.locator(`a[href="${id("/passkey")}"]`).click();
    await page.waitForURL(id("/passkey"));
    await page.locator("#label").fill("My laptop");
    await calm(page, "passkey-make");
    await page.locator('[data-passkey="create"] button').click();
    await page.locator("li code").first().waitFor();
    equal(await page.locator("li code").count(), 10, "recovery codes");
    equal((await chip.keys()).map((key) => key.rpId), [new URL(id()).hostname], "the relying party is the provider alone");
    await calm(page, "recovery-codes");
    await page.locator("a.is-main").click();
    await page.waitForURL(`${lab.url("desk", "/account")}*`);
    expect(await page.getByText("Passkey · My laptop").count(), "the key stands in the list");
    await calm(page, "account-passkey");
  });

  await check("the next sign-in asks for the passkey and lets it in", page, async () => {
    await signOut(page);
    await enter(page, "giselle", lab.password("giselle"));
    await page.locator('[data-passkey="get"]').waitFor();
    expect(page.url().startsWith(id()), `still at the provider: ${page.url()}`);
    await calm(page, "passkey-use");
    await page.locator('[data-passkey="get"] button').click();
    await page.waitForURL((url) => url.href.startsWith(desk()));
    await account();
    expect(await page.getByText("With a second step").count(), "the session says so");
  });

  await check("the passkey alone signs in, without a name and a password", page, async () => {
    await signOut(page);
    await open(page, lab.url("desk", "/sign-in"));
    await page.locator("#passkey button").waitFor();
    await calm(page, "passkey-alone");
    await page.locator("#passkey button").click();
    await page.waitForURL((url) => url.href.startsWith(desk()));
    await account();
    expect(await page.getByText("With a second step").count(), "worth as much as both steps");
  });

  await check("a key of somebody else's chip does not get in, and the page says what to do", page, async () => {
    await signOut(page);
    await chip.protocol.send("WebAuthn.clearCredentials", { authenticatorId: chip.authenticatorId });
    await enter(page, "giselle", lab.password("giselle"));
    await page.locator('[data-passkey="get"] button').click();
    await page.locator("[data-passkey-failed]").waitFor();
    await calm(page, "passkey-failed");
    expect(page.url().startsWith(id()), "nobody is in");
  });
  await page.context().close();

  const admin = await person(browser, { viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  await withAuthenticator(admin);
  await check("an administrator who must have a second factor makes a passkey on the way in", admin, async () => {
    await enterDesk(admin, "ada", lab.password("ada"));
    await open(admin, lab.url("desk", "/sign-in-settings"));
    await ready(admin);
    await calm(admin, "sign-in-settings");
    await admin.locator('input[name="admins"]').check();
    await admin.locator("#screen form button.is-main").click();
    await admin.locator('#screen form [role="status"]').waitFor();
    await signOut(admin);
    await enter(admin, "ada", lab.password("ada"));
    await admin.locator('[data-passkey="create"] button').click();
    await admin.locator("li code").first().waitFor();
    await admin.locator("a.is-main").click();
    await admin.waitForURL((url) => url.href.startsWith(desk()));
  });

  await check("taking the only passkey away on the page works without leaving it", admin, async () => {
    await open(admin, lab.url("desk", "/account"));
    await ready(admin);
    await admin.locator('form[action="/account/second-factors"] button').click();
    await sure(admin, "no longer opens your account");
    await admin.locator('#screen [role="status"]').waitFor();
    await calm(admin, "account-removed");
    expect(!(await admin.locator('form[action="/account/second-factors"]').count()), "it is gone");
  });
});
