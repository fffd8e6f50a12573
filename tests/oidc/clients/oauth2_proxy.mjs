// oauth2-proxy in front of a page: discovery, code + PKCE, ID token, its own session, and refused without one.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { Browser, check, end, issuer, registered, until } from "./world.mjs";

const [port, program] = [process.env.APP_PORT, `${process.env.CLIENTS_BIN}/oauth2-proxy`];
const base = `http://rp.lab.localhost:${port}`;
const known = await registered({ client_name: "oauth2-proxy", redirect_uris: [`${base}/oauth2/callback`] });
const upstream = createServer((request, answer) => {
  answer.end(`behind it: ${request.headers["x-forwarded-preferred-username"] ?? "nobody"}`);
});
await new Promise((ready) => upstream.listen(0, "127.0.0.1", ready));
const proxy = spawn(
  program,
  [
    "--provider=oidc",
    `--oidc-issuer-url=${issuer}`,
    `--client-id=${known.client_id}`,
    `--client-secret=${known.client_secret}`,
    `--redirect-url=${base}/oauth2/callback`,
    `--upstream=http://127.0.0.1:${upstream.address().port}/`,
    `--http-address=127.0.0.1:${port}`,
    "--cookie-secret=made-for-one-run-made-for-one-ru",
    "--cookie-secure=false",
    "--code-challenge-method=S256",
    "--email-domain=*",
    "--scope=openid profile email",
    "--skip-provider-button=true",
    "--whitelist-domain=.unidash.localhost:*",
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
process.on("exit", () => proxy.kill());
check("it starts on our discovery document", await until(() => fetch(`${base}/ping`).then((answer) => answer.ok)));

const browser = new Browser();
const outside = await new Browser().once(`${base}/`);
check("without a session it leads to the provider", outside.next?.startsWith(`${issuer}/authorize?`), outside.next);
const back = await browser.through(`${base}/`, `${base}/oauth2/callback`);
const inside = await browser.open(back.next);
check("a person signs in and the page behind it opens", inside.body.startsWith("behind it: giselle"), inside.body);
check("its session lasts", (await browser.open(`${base}/`)).body.startsWith("behind it"));
const info = JSON.parse((await browser.once(`${base}/oauth2/userinfo`)).body);
check("it knows the person's mail address", info.email?.includes("@"), JSON.stringify(info));
const stolen = await new Browser().open(back.next);
check("a code is good in its own browser only", stolen.status === 403, `${stolen.status} ${stolen.body.slice(0, 200)}`);
upstream.close();
end();
