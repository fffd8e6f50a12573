// A desk stays open all day: new apps, and those that went, show without a reload.
// Dock, launcher and home tiles listen to "unidash:tiles" and fetch themselves.
import { lost } from "./server.js";

const EVERY_MS = 30_000;

export function bindRefresh(arrangement, { version, docks, news }) {
  let known = version;
  let knownDocks = JSON.stringify(docks);
  let knownNews = JSON.stringify(news);
  const look = async () => {
    const answer = await fetch("/desk-data", { headers: { "hx-request": "true" } }).catch(lost);
    if (!answer?.ok) return;
    const { apps, version: now, given, docks: nowDocks, news: nowNews, seconds } = await answer.json();
    window.dispatchEvent(new CustomEvent("unidash:session", { detail: { seconds } }));
    if (JSON.stringify(given) !== JSON.stringify(arrangement.given)) {
      arrangement.given = given;
      arrangement.tell("drawn");
    }
    if (JSON.stringify(nowDocks) !== knownDocks) {
      knownDocks = JSON.stringify(nowDocks);
      document.body.dispatchEvent(new CustomEvent("unidash:dock"));
    }
    if (JSON.stringify(nowNews) !== knownNews) {
      knownNews = JSON.stringify(nowNews);
      document.body.dispatchEvent(new CustomEvent("unidash:announcement"));
    }
    if (now === known) return;
    known = now;
    // this page's policy is as old as the page: a link that came since opens in its own window, and says so
    for (const [app, one] of Object.entries(apps)) {
      one.late = one.link && one.frame && !arrangement.apps[app]?.frame;
      if (one.late) one.frame = false;
    }
    arrangement.apps = { ...arrangement.apps, ...apps };
    for (const app of arrangement.running.keys()) if (!(app in apps)) arrangement.close(app);
    for (const app of Object.keys(arrangement.apps)) if (!(app in apps)) delete arrangement.apps[app];
    document.body.dispatchEvent(new CustomEvent("unidash:tiles"));
  };
  document.body.addEventListener("unidash:apps", look);
  window.addEventListener("unidash:back", look);
  document.addEventListener("htmx:afterSettle", () => arrangement.tell("drawn"));
  setInterval(() => document.visibilityState === "visible" && look(), EVERY_MS);
}
