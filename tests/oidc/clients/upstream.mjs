// The other way round: npm `oidc-provider`, certified, as the place where people sign in, and we are its client.
import Provider from "oidc-provider";
import { createServer } from "node:http";
import { Browser, asAdministrator, check, desk, end, issuer } from "./world.mjs";

// It says at length that its defaults are for a quick start: so are these.
console.info = console.warn = () => {};
const callback = `${issuer}/upstream/elsewhere/callback`;
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const theirs = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(theirs, {
  clients: [{ client_id: "here", client_secret: "a-secret-with-~-and-.-in-it", redirect_uris: [callback] }],
  cookies: { keys: ["made-for-one-run"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.test`, email_verified: true, name: id }),
  }),
  features: { devInteractions: { enabled: true } },
});
server.on("request", provider.callback());

const settings = {
  id: "elsewhere",
  kind: "openid",
  name: "Elsewhere",
  issuer: theirs,
  client_id: "here",
  client_secret: "a-secret-with-~-and-.-in-it",
  rule: "listed",
  links: [{ subject: "g-4711", person: "giselle" }],
  enabled: true,
};
const admin = await asAdministrator();
const tried = await admin("POST", "/api/v1/upstreams/tests", settings);
check("an administrator tries its address", tried.good, JSON.stringify(tried));
const elsewhere = await admin("POST", "/api/v1/upstreams/tests", { ...settings, issuer: `${theirs}/not` });
check("a wrong address is told", elsewhere.good === false && elsewhere.sentence.includes("404"), JSON.stringify(elsewhere));
const kept = await admin("PUT", "/api/v1/upstreams/elsewhere", settings);
check("the redirect address is told, the secret is not", kept.redirect_uri === callback && kept.client_secret === "", JSON.stringify(kept));

/** Through our button and their pages, back to ours. */
async function signIn(browser, who) {
  const page = await browser.open(`${desk}/sign-in`);
  const button = page.body.match(/href="(\/upstream\/elsewhere[^"]*)"/)[1].replaceAll("&amp;", "&").replaceAll("&#38;", "&");
  let at = await browser.open(new URL(button, page.url).href, callback);
  for (let pages = 0; pages < 3 && !at.next; pages += 1) {
    const login = at.body.includes('name="login"');
    at = await browser.submit(at, login ? { login: who, password: "any" } : {}, callback);
  }
  return at.next ? browser.open(at.next) : at;
}

const browser = new Browser();
const home = await signIn(browser, "g-4711");
check("a linked account signs in at the desk", home.url.startsWith(desk) && home.body.includes("Giselle"), `${home.url} ${home.status}`);
const stranger = new Browser();
const refused = await signIn(stranger, "somebody");
check("another account reads one sentence", refused.status === 422 && refused.body.includes('role="alert"'), `${refused.status} ${refused.body.slice(0, 300)}`);
const events = await admin("GET", "/api/v1/events?search=upstream");
check("both stand in the events", events.items.some((one) => one.what === "sign-in.upstream" && one.detail?.includes("somebody")), JSON.stringify(events.items.slice(0, 4)));
await admin("DELETE", "/api/v1/upstreams/elsewhere");
check("without it the button is gone", !(await new Browser().open(`${desk}/sign-in`)).body.includes("/upstream/elsewhere"));
server.close();
end();
