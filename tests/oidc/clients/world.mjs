// A person with a browser, without a browser: cookies per host, redirects, forms. Plus checks by name.

export const port = process.env.UNIDASH_PORT;
export const issuer = `http://id.unidash.localhost:${port}`;
export const desk = `http://desk.unidash.localhost:${port}`;

let failed = 0;

/** One named fact; the detail is printed when it does not hold. */
export function check(name, holds, detail = "") {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}`);
  if (!holds) {
    failed += 1;
    console.log(`     ${String(detail).slice(0, 600)}`);
  }
}

/** Ends the driver with the right code. */
export function end() {
  process.exit(failed === 0 ? 0 : 1);
}

const unescape = (text) =>
  text.replaceAll("&quot;", '"').replaceAll("&#34;", '"').replaceAll("&#38;", "&").replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export class Browser {
  jar = new Map();

  async once(url, options = {}) {
    const { host } = new URL(url);
    const cookies = this.jar.get(host) ?? new Map();
    const headers = { accept: "text/html", ...options.headers };
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(";");
      const cut = pair.indexOf("=");
      const [name, value] = [pair.slice(0, cut).trim(), pair.slice(cut + 1)];
      const gone = value === "" || attributes.some((one) => /^\s*(max-age=0|expires=thu, 01.jan.1970)/i.test(one));
      if (gone) cookies.delete(name);
      else cookies.set(name, value);
    }
    this.jar.set(host, cookies);
    const location = answer.headers.get("location");
    const next = location ? new URL(location, url).href : null;
    return { url, status: answer.status, headers: answer.headers, next, body: await answer.text() };
  }

  /** Opens an address and follows redirects; stops before `until` is requested. */
  async open(url, until = null) {
    let answer = await this.once(url);
    for (let hops = 0; answer.next && hops < 20; hops += 1) {
      if (until && answer.next.startsWith(until)) return answer;
      answer = await this.once(answer.next);
    }
    return answer;
  }

  /** Sends the first form of a page with more fields, and follows. */
  async submit(page, fields, until = null) {
    const form = page.body.match(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/);
    if (!form) throw new Error(`no form at ${page.url}: ${page.body.slice(0, 300)}`);
    const all = new URLSearchParams();
    for (const [, input] of form[2].matchAll(/<input([^>]*)>/g)) {
      if (!/type="hidden"/.test(input)) continue;
      all.set(input.match(/name="([^"]*)"/)[1], unescape(input.match(/value="([^"]*)"/)?.[1] ?? ""));
    }
    for (const [name, value] of Object.entries(fields)) all.set(name, value);
    const target = new URL(unescape(form[1]), page.url);
    const sent = await this.once(target, {
      method: "POST",
      body: all,
      headers: { origin: new URL(page.url).origin, "sec-fetch-site": "same-origin" },
    });
    if (!sent.next || (until && sent.next.startsWith(until))) return sent;
    return this.open(sent.next, until);
  }

  /** Goes through sign-in and consent, whichever is asked, until `until` would be requested. */
  async through(url, until, who = "giselle") {
    let page = await this.open(url, until);
    for (let pages = 0; pages < 4 && !page.next; pages += 1) {
      if (page.body.includes('name="password"')) {
        page = await this.submit(page, { username: who, password: process.env[`PASSWORD_${who.toUpperCase()}`] }, until);
      } else if (page.body.includes('action="/consent"')) {
        page = await this.submit(page, { answer: "yes" }, until);
      } else if (page.body.includes('id="answer"')) {
        return page;
      } else {
        throw new Error(`lost at ${page.url} (${page.status}): ${page.body.slice(0, 400)}`);
      }
    }
    return page;
  }
}

/** The administrator's way through the API, as the desk goes it. */
export async function asAdministrator() {
  const browser = new Browser();
  const page = await browser.open(`${desk}/sign-in`);
  await browser.submit(page, { username: "ada", password: process.env.PASSWORD_ADA });
  const me = JSON.parse((await browser.once(`${desk}/api/v1/me`)).body);
  return async (method, path, body = undefined) => {
    const answer = await browser.once(`${desk}${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", "x-csrf-token": me.csrf },
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : null;
  };
}

/** An initial access token, made by the administrator through the API. */
export async function initialToken() {
  const admin = await asAdministrator();
  return (await admin("POST", "/api/v1/registration-tokens", { label: "clients", uses: 100, days: 1 })).secret;
}

/** A client that registered itself. */
export async function registered(metadata) {
  const answer = await fetch(`${issuer}/register`, {
    method: "POST",
    headers: { authorization: `Bearer ${await initialToken()}`, "content-type": "application/json" },
    body: JSON.stringify(metadata),
  });
  if (answer.status !== 201) throw new Error(`not registered: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Whether something becomes true within half a minute. */
export async function until(holds) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await Promise.resolve().then(holds).catch(() => false)) return true;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  return false;
}
