// Debian's libapache2-mod-auth-openidc: dynamic registration, sign-in started by the provider, session
// management, RP-initiated, front-channel and back-channel logout.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { Browser, check, end, initialToken, issuer, port } from "./world.mjs";

const work = process.env.WORK;
const apachePort = process.env.APP_PORT;
const rp = `http://rp.lab.localhost:${apachePort}`;
const redirect = `${rp}/secret/redirect_uri`;
const metadata = `${work}/metadata`;
for (const folder of [metadata, `${work}/htdocs/secret`, `${work}/htdocs/out`]) mkdirSync(folder, { recursive: true });
writeFileSync(`${work}/htdocs/secret/index.html`, "the secret page");
writeFileSync(`${work}/htdocs/out/index.html`, "signed out at the app");
writeFileSync(
  `${metadata}/id.unidash.localhost%3A${port}.conf`,
  JSON.stringify({
    registration_token: await initialToken(),
    userinfo_signed_response_alg: "RS256",
    pkce_method: "S256",
    client_name: "mod_auth_openidc",
    ssl_validate_server: 0,
  }),
);
// The module takes a new provider from its administrator only: the file is our discovery document.
const known = await fetch(`${issuer}/.well-known/openid-configuration`).then((answer) => answer.text());
writeFileSync(`${metadata}/id.unidash.localhost%3A${port}.provider`, known);
const modules = "mpm_event authz_core authz_user authn_core unixd dir mime auth_openidc";
const built = execFileSync("apache2", ["-l"], { encoding: "utf8" });
const load = modules
  .split(" ")
  .filter((name) => !built.includes(`mod_${name}.c`))
  .map((name) => `LoadModule ${name === "mpm_event" ? "mpm_event" : name}_module /usr/lib/apache2/modules/mod_${name}.so`);
writeFileSync(
  `${work}/httpd.conf`,
  `${load.join("\n")}
ServerRoot ${work}
PidFile ${work}/httpd.pid
DefaultRuntimeDir ${work}
Mutex file:${work}
Listen 127.0.0.1:${apachePort}
ServerName rp.lab.localhost:${apachePort}
ErrorLog ${work}/apache.log
LogLevel auth_openidc:warn
TypesConfig /etc/mime.types
DocumentRoot ${work}/htdocs
DirectoryIndex index.html
OIDCMetadataDir ${metadata}
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase made-for-one-run
OIDCScope "openid profile email"
OIDCSSLValidateServer Off
OIDCOAuthSSLValidateServer Off
OIDCSessionType server-cache
OIDCCookieSameSite Off
OIDCDefaultURL ${rp}/secret/
OIDCDefaultLoggedOutURL ${rp}/out/
OIDCInfoHook userinfo id_token session
<Directory ${work}/htdocs>
Require all granted
</Directory>
<Location /secret>
AuthType openid-connect
Require valid-user
</Location>
`,
);
const apache = spawn("apache2", ["-f", `${work}/httpd.conf`, "-DFOREGROUND"], { stdio: ["ignore", "inherit", "inherit"] });
process.on("exit", () => apache.kill());
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
for (let tries = 0; tries < 50; tries += 1) {
  if (await fetch(`${rp}/out/`).then((answer) => answer.ok, () => false)) break;
  await sleep(100);
}

const info = async (browser) => {
  const answer = await browser.once(`${redirect}?info=json`);
  return answer.status === 200 ? JSON.parse(answer.body) : null;
};
const choose = `${redirect}?iss=${encodeURIComponent(issuer)}&target_link_uri=${encodeURIComponent(`${rp}/secret/`)}`;

async function signIn(browser, address) {
  const page = await browser.through(address, `${redirect}?code=`).catch((error) => error);
  if (!page.next) return page;
  return browser.open(page.next);
}

const browser = new Browser();
const inside = await signIn(browser, choose);
check("it registers itself and signs the person in", inside.body === "the secret page", inside.body ?? inside);
const files = readdirSync(metadata);
const registered = files.find((name) => name.endsWith(".client"));
if (!registered) end();
const own = JSON.parse(readFileSync(`${metadata}/${registered}`));
check("its registration was kept", own.client_id.startsWith("dyn-"), JSON.stringify(own));
const told = await info(browser);
check("it read the signed userinfo", told?.userinfo?.name === "Giselle Martin", JSON.stringify(told));

const frame = await browser.once(`${redirect}?session=iframe_op`);
check("it finds our session frame", frame.next === `${issuer}/check-session`, `${frame.status} ${frame.next}`);
const silent = await browser.open(`${redirect}?session=check`);
check("it asks silently whether the session still is", (await info(browser)) !== null, silent.body);

async function frontPage(browser, page) {
  const frames = [...page.body.matchAll(/<iframe src="([^"]*)"/g)].map(([, uri]) => uri.replaceAll("&#38;", "&"));
  for (const uri of frames) await browser.open(uri);
  const onwards = page.body.match(/id="onwards" href="([^"]*)"/)?.[1].replaceAll("&#38;", "&");
  return onwards ? browser.open(onwards) : page;
}

let page = await browser.open(`${redirect}?logout=${encodeURIComponent(`${rp}/out/`)}`);
page = await frontPage(browser, page);
check("RP-initiated logout leads back to the app", page.body === "signed out at the app", `${page.url} ${page.body}`);
check("and its session is over", (await info(browser)) === null);
const asked = await browser.open(choose);
check("and ours as well", asked.body.includes('name="password"'), asked.url);

const second = new Browser();
const started = await signIn(second, `${issuer}/start?client_id=${own.client_id}&target_link_uri=${encodeURIComponent(`${rp}/secret/`)}`);
check("a sign-in started here ends in the app", started.body === "the secret page", started.body ?? started);
page = await second.open(`${issuer}/logout`);
page = await second.submit(page, {});
for (let tries = 0; tries < 50 && (await info(second)) !== null; tries += 1) await sleep(200);
check("a logout here reaches the app by the back channel alone", (await info(second)) === null);

const third = new Browser();
await signIn(third, choose);
const frontUri = `${redirect}?logout=get`;
page = await third.open(`${issuer}/logout`);
page = await third.submit(page, {});
check("the front-channel page frames the app's logout address", page.body.includes(frontUri), page.body.slice(-900));
const framed = page.body.match(/<iframe src="([^"]*)"/)?.[1].replaceAll("&#38;", "&");
const loaded = framed ? await third.once(framed) : null;
check("and the app answers in it", loaded?.status === 200, loaded?.status);
end();
