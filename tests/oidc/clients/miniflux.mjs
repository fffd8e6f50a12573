// Miniflux, a feed reader on PostgreSQL: OAUTH2_*, the account made at the first sign-in.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { Browser, check, end, issuer, registered, until } from "./world.mjs";

const [work, port] = [process.env.WORK, process.env.APP_PORT];
const base = `http://rp.lab.localhost:${port}`;
const redirect = `${base}/oauth2/oidc/callback`;
const known = await registered({ client_name: "Miniflux", redirect_uris: [redirect] });

// A database of its own, on a socket: PostgreSQL refuses to run as root.
const postgres = process.env.POSTGRES_BIN;
const data = `${work}/postgres`;
mkdirSync(data);
chmodSync(data, 0o777);
const asNobody = (program, ...rest) => execFileSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", program, ...rest], { stdio: ["ignore", "ignore", "inherit"] });
asNobody(`${postgres}/initdb`, "-D", `${data}/db`, "-U", "miniflux", "-A", "trust", "--locale=C.UTF-8");
const database = spawn("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", `${postgres}/postgres`, "-D", `${data}/db`, "-k", data, "-c", "listen_addresses="], { stdio: "ignore" });
const ready = () => {
  execFileSync(`${postgres}/pg_isready`, ["-h", data, "-U", "miniflux"], { stdio: "ignore" });
  return true;
};
check("PostgreSQL runs", await until(ready));

const miniflux = spawn(`${process.env.CLIENTS_BIN}/miniflux`, {
  env: {
    PATH: process.env.PATH,
    DATABASE_URL: `user=miniflux dbname=postgres host=${data} sslmode=disable`,
    RUN_MIGRATIONS: "1",
    LISTEN_ADDR: `127.0.0.1:${port}`,
    BASE_URL: base,
    OAUTH2_PROVIDER: "oidc",
    OAUTH2_OIDC_DISCOVERY_ENDPOINT: issuer,
    OAUTH2_CLIENT_ID: known.client_id,
    OAUTH2_CLIENT_SECRET: known.client_secret,
    OAUTH2_REDIRECT_URL: redirect,
    OAUTH2_USER_CREATION: "1",
  },
  stdio: ["ignore", "ignore", "inherit"],
});
process.on("exit", () => {
  miniflux.kill();
  database.kill();
});
check("it starts", await until(() => fetch(`${base}/healthcheck`).then((answer) => answer.ok)));

const browser = new Browser();
const door = await browser.open(`${base}/`);
check("its sign-in page offers us", door.body.includes("/oauth2/oidc/redirect"), door.body);
const back = await browser.through(`${base}/oauth2/oidc/redirect`, redirect);
const inside = await browser.open(back.next);
check("a person signs in and has an account", inside.body.includes("/logout"), `${inside.url} ${inside.body.slice(0, 300)}`);
const settings = await browser.open(`${base}/settings`);
check("the account has the person's name", settings.body.includes("giselle"), settings.body);
const again = new Browser();
const second = await again.open((await again.through(`${base}/oauth2/oidc/redirect`, redirect)).next);
check("the same person comes back to the same account", second.body.includes("/logout"));
const replayed = await new Browser().open(back.next);
check("a code is good in its own browser only", !replayed.body.includes("/logout"), replayed.body.slice(0, 200));
end();
