// Matrix's homeserver Synapse: sign-in by OpenID Connect, and its sessions ended by the back channel.
import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Browser, check, end, initialToken, issuer } from "./world.mjs";

const [work, port, python] = [process.env.WORK, process.env.APP_PORT, process.env.SYNAPSE_PYTHON];
const base = `http://synapse.lab.localhost:${port}`;
const done = "http://rp.example.test/done";
const known = await fetch(`${issuer}/register`, {
  method: "POST",
  headers: { authorization: `Bearer ${await initialToken()}`, "content-type": "application/json" },
  body: JSON.stringify({
    client_name: "Synapse",
    redirect_uris: [`${base}/_synapse/client/oidc/callback`],
    backchannel_logout_uri: `${base}/_synapse/client/oidc/backchannel_logout`,
    backchannel_logout_session_required: true,
  }),
}).then((answer) => answer.json());
const config = {
  server_name: "synapse.lab.localhost",
  public_baseurl: `${base}/`,
  pid_file: `${work}/synapse.pid`,
  signing_key_path: `${work}/synapse.key`,
  media_store_path: `${work}/synapse-media`,
  macaroon_secret_key: "made-for-one-run",
  report_stats: false,
  trusted_key_servers: [],
  database: { name: "sqlite3", args: { database: `${work}/synapse.db` } },
  listeners: [{ port: Number(port), bind_addresses: ["127.0.0.1"], type: "http", tls: false, resources: [{ names: ["client"] }] }],
  sso: { client_whitelist: ["http://rp.example.test/"] },
  oidc_providers: [
    {
      idp_id: "unidash",
      idp_name: "UniDash",
      issuer,
      client_id: known.client_id,
      client_secret: known.client_secret,
      scopes: ["openid", "profile"],
      // The demo speaks plain HTTP, which it would refuse.
      skip_verification: true,
      backchannel_logout_enabled: true,
      user_mapping_provider: { config: { localpart_template: "{{ user.preferred_username }}", display_name_template: "{{ user.name }}" } },
    },
  ],
};
// JSON is YAML.
writeFileSync(`${work}/homeserver.yaml`, JSON.stringify(config));
const module = ["-m", "synapse.app.homeserver", "-c", `${work}/homeserver.yaml`];
execFileSync(python, [...module, "--generate-keys"], { stdio: ["ignore", "ignore", "inherit"] });
const synapse = spawn(python, module, { cwd: work, stdio: ["ignore", "ignore", "ignore"] });
process.on("exit", () => synapse.kill());
const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
let up = false;
for (let tries = 0; tries < 300 && !up; tries += 1) {
  up = await fetch(`${base}/_matrix/client/versions`).then((answer) => answer.ok, () => false);
  await sleep(200);
}
check("it starts with our discovery", up);

const browser = new Browser();
const start = `${base}/_matrix/client/v3/login/sso/redirect/oidc-unidash?redirectUrl=${encodeURIComponent(done)}`;
const back = await browser.through(start, `${base}/_synapse/client/oidc/callback`);
const inside = await browser.open(back.next, done);
const token = inside.next ? new URL(inside.next).searchParams.get("loginToken") : null;
check("the person comes back with a login token", Boolean(token), `${inside.status} ${inside.body}`);
const login = await fetch(`${base}/_matrix/client/v3/login`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ type: "m.login.token", token }),
}).then((answer) => answer.json());
check("and is who we said", login.user_id === "@giselle:synapse.lab.localhost", JSON.stringify(login));
const whoami = () =>
  fetch(`${base}/_matrix/client/v3/account/whoami`, { headers: { authorization: `Bearer ${login.access_token}` } }).then((answer) => answer.status);
check("the session works", (await whoami()) === 200);

const page = await browser.open(`${issuer}/logout`);
await browser.submit(page, {});
let status = 200;
for (let tries = 0; tries < 60 && status === 200; tries += 1) {
  await sleep(250);
  status = await whoami();
}
check("a logout here ends it by the back channel", status === 401, status);
end();
