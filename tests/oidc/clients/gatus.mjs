// Gatus, a status page: `security.oidc` of its YAML, the redirect address fixed to /authorization-code/callback.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Browser, check, end, issuer, registered, until } from "./world.mjs";

const [work, port] = [process.env.WORK, process.env.APP_PORT];
const base = `http://rp.lab.localhost:${port}`;
const redirect = `${base}/authorization-code/callback`;
const known = await registered({ client_name: "Gatus", redirect_uris: [redirect] });
const config = {
  web: { address: "127.0.0.1", port: Number(port) },
  security: {
    oidc: {
      "issuer-url": issuer,
      "redirect-url": redirect,
      "client-id": known.client_id,
      "client-secret": known.client_secret,
      scopes: ["openid"],
    },
  },
  endpoints: [{ name: "itself", url: `${issuer}/jwks`, interval: "60s", conditions: ["[STATUS] == 200"] }],
};
// JSON is YAML.
writeFileSync(`${work}/gatus.yaml`, JSON.stringify(config));
const gatus = spawn(`${process.env.CLIENTS_BIN}/gatus`, {
  env: { ...process.env, GATUS_CONFIG_PATH: `${work}/gatus.yaml` },
  stdio: ["ignore", "ignore", "inherit"],
});
process.on("exit", () => gatus.kill());
check("it starts on our discovery document", await until(() => fetch(`${base}/health`).then((answer) => answer.ok)));

const statuses = `${base}/api/v1/endpoints/statuses`;
const browser = new Browser();
check("without a session it tells nothing", (await browser.once(statuses)).status === 401);
const back = await browser.through(`${base}/oidc/login`, redirect);
check("it is led back with code, state and issuer", new URL(back.next).searchParams.has("iss"), back.next);
await browser.open(back.next);
let told; // a status is there once it has looked for the first time
const seen = await until(async () => {
  told = await browser.once(statuses);
  return told.status === 200 && told.body.includes("itself");
});
check("a person signs in and sees the statuses", seen, told.body);
end();
