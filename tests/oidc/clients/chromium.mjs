// A real browser on the provider's pages: consent, form_post with and without scripts, the session frame,
// the front-channel page, a device. The app is a few lines of our own.
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { check, end, initialToken, issuer } from "./world.mjs";

const port = process.env.APP_PORT;
// One site with the provider: over plain HTTP browsers keep cookies from frames of other sites.
const rp = `http://rp.unidash.localhost:${port}`;
const front = [];
const watch = (client, state) => `<!doctype html><title>waiting</title>
<iframe id="op" src="${issuer}/check-session"></iframe>
<script>
addEventListener("message", (event) => { if (event.origin === "${issuer}") document.title = event.data; });
setInterval(() => op.contentWindow.postMessage("${client} ${state}", "${issuer}"), 200);
</script>`;
const app = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url, rp);
  response.setHeader("content-type", "text/html");
  if (url.pathname === "/front") front.push(url.search);
  if (url.pathname === "/watch") response.end(watch(url.searchParams.get("client"), url.searchParams.get("state")));
  else if (url.pathname === "/cb") response.end(`<title>${request.method}</title><pre id="got">${body || url.search.slice(1)}</pre>`);
  else response.end(`<title>${url.pathname}</title>`);
}).listen(port, "127.0.0.1");

const known = await fetch(`${issuer}/register`, {
  method: "POST",
  headers: { authorization: `Bearer ${await initialToken()}`, "content-type": "application/json" },
  body: JSON.stringify({
    client_name: "Small App",
    redirect_uris: [`${rp}/cb`],
    post_logout_redirect_uris: [`${rp}/out`],
    frontchannel_logout_uri: `${rp}/front`,
    grant_types: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
    token_endpoint_auth_method: "client_secret_post",
  }),
}).then((answer) => answer.json());
const secret = { client_id: known.client_id, client_secret: known.client_secret };
const authorize = (more = {}) =>
  `${issuer}/authorize?${new URLSearchParams({
    client_id: known.client_id, redirect_uri: `${rp}/cb`, response_type: "code", scope: "openid email",
    response_mode: "form_post", state: "s", ...more,
  })}`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
async function person(options = {}) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (line) => line.type() === "error" && page.complaints.push(line.text()));
  page.on("pageerror", (error) => page.complaints.push(error.message));
  return page;
}
async function signIn(page) {
  await page.fill("#username", "giselle");
  await page.fill("#password", process.env.PASSWORD_GISELLE);
  await page.click("button[type=submit]");
}
// Pictures for people, when a folder is named.
const shot = (page, name) =>
  process.env.UNIDASH_SHOTS && page.screenshot({ path: `${process.env.UNIDASH_SHOTS}/oidc-${name}.png` });
const got = async (page) => new URLSearchParams(await page.textContent("#got"));

const page = await person();
await page.goto(authorize());
await signIn(page);
await page.waitForSelector("#shared");
check("consent says in words what is shared", (await page.textContent("#shared")).includes("mail address"));
await shot(page, "consent");
await page.click("button[value=yes]");
await page.waitForURL(`${rp}/cb`);
const answer = await got(page);
check("form_post arrives by itself", (await page.title()) === "POST" && answer.has("code"), answer);
check("no page complained", page.complaints.length === 0, page.complaints.join("\n"));

const tokens = await fetch(`${issuer}/token`, {
  method: "POST",
  body: new URLSearchParams({ ...secret, grant_type: "authorization_code", code: answer.get("code"), redirect_uri: `${rp}/cb` }),
}).then((response) => response.json());
check("the code is good", Boolean(tokens.id_token), JSON.stringify(tokens));

const watching = await page.context().newPage();
await watching.goto(`${rp}/watch?${new URLSearchParams({ client: known.client_id, state: answer.get("session_state") })}`);
const said = (word) => watching.waitForFunction((word) => document.title === word, word).then(() => true, () => false);
check("the session frame says unchanged", await said("unchanged"), await watching.title());

const device = await fetch(`${issuer}/device-authorization`, { method: "POST", body: new URLSearchParams({ ...secret, scope: "openid" }) })
  .then((response) => response.json());
await page.goto(device.verification_uri);
await page.fill("#user-code", device.user_code.toLowerCase());
await shot(page, "device");
await page.click("button[type=submit]");
await page.waitForSelector("#shared");
check("the device page shows the code to compare", (await page.textContent("main")).includes(device.user_code));
await shot(page, "device-confirm");
await page.click("button[value=yes]");
await page.waitForSelector("text=connected");

await page.goto(authorize({ prompt: "select_account" }));
await shot(page, "select-account");
await page.click("button[type=submit]");
await page.waitForURL(`${rp}/cb`);
check("the present account is one click", (await got(page)).has("code"));
await page.goto(`${issuer}/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F`);
await shot(page, "logout-broken");
check("a request that is not in order is the one complaint", page.complaints.splice(0).length === 1);

await page.goto(`${issuer}/logout?${new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${rp}/out`, state: "bye" })}`);
await page.waitForURL(`${rp}/out?state=bye`);
check("the front-channel page told the app and went on", front.length === 1 && front[0].includes("sid="), front.join());
check("the session frame says changed", await said("changed"), await watching.title());
check("still no page complained", page.complaints.length === 0, page.complaints.join("\n"));

const plain = await person({ javaScriptEnabled: false, locale: "fr-FR" });
await plain.goto(authorize({ prompt: "consent" }));
await signIn(plain);
await plain.waitForSelector("#shared");
check("without scripts, in French, the same page", (await plain.textContent("h1")).includes("veut savoir"));
await plain.click("button[value=yes]");
await plain.click("#answer button");
await plain.waitForURL(`${rp}/cb`);
check("without scripts a button sends the form", (await got(plain)).has("code"));
await browser.close();
app.close();
end();
