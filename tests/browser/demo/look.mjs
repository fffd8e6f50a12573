// Pictures of every screen of the demo in three sizes, both themes, both languages; on each: nothing
// sticks out sideways, and axe finds nothing. Six looks cover every value; UNIDASH_LOOKS=all takes twelve.
import { gallery, lab, open, person } from "../browser.mjs";
import { checks, equal, expect } from "../checks.mjs";
import { desk, enterDesk, fill, home, openTile, ready, shape } from "../desk.mjs";

const sizes = { 1440: 900, 1024: 768, 390: 844 };
const few = ["1440-light-en", "1440-dark-fr", "1024-light-fr", "1024-dark-en", "390-light-en", "390-dark-fr"];
const all = Object.keys(sizes).flatMap((s) => ["light", "dark"].flatMap((t) => ["en", "fr"].map((l) => `${s}-${t}-${l}`)));
const looks = process.env.UNIDASH_LOOKS === "all" ? all : few;

/** The page of one person, found as the list of people finds her. */
const personPath = (page) => page.evaluate(async () => {
  const { items } = await (await fetch("/api/v1/people?search=giselle")).json();
  return `/people/${items[0].id}`;
});

await checks(async ({ browser, check }) => {
  const { see: saw, faults } = gallery("look");
  for (const look of looks) {
    const [width, colorScheme, language] = look.split("-");
    const options = { viewport: { width: Number(width), height: sizes[width] }, colorScheme, locale: language === "fr" ? "fr-FR" : "en-GB" };
    const see = (page, name) => saw(page, `${name}-${look}`);

    const employee = await person(browser, options);
    await check(`${look}: an employee's screens`, employee, async () => {
      await open(employee, desk());
      await see(employee, "front");
      if (!(await employee.locator('input[autocomplete~="username"]').count())) await employee.goto(lab.url("desk", "/sign-in"));
      await see(employee, "sign-in");
      await enterDesk(employee, "giselle", lab.password("giselle"));
      equal(await employee.locator("html").getAttribute("lang"), language, "the language");
      await home(employee);
      await see(employee, "home");
      await openTile(employee, "invoices");
      await see(employee, "pane");
      if (width !== "390") {
        await shape(employee, "columns");
        await fill(employee, 1, "notes");
        await see(employee, "two-panes");
        await shape(employee, "grid");
        await see(employee, "grid");
        await shape(employee, "one");
        for (const app of ["invoices", "notes"]) {
          await employee.locator(`[data-pane="${app}"]:not([data-parked]) [data-act="close"]`).click({ timeout: 2000 }).catch(() => {});
        }
      }
      if (width !== "390") {
        await employee.locator('[popovertarget="zones-menu"]').click();
        await see(employee, "zones-menu");
        await employee.keyboard.press("Escape");
      }
      await employee.locator('[data-dock] [data-sheet="overview"]').click();
      await see(employee, "overview");
      await employee.keyboard.press("Escape");
      await employee.locator('[data-dock] [data-sheet="launcher"]').click();
      await see(employee, "launcher");
      await employee.keyboard.press("Escape");
      await employee.locator('[popovertarget="me-menu"]').click();
      await see(employee, "me-menu");
      await employee.keyboard.press("Escape");
      await employee.goto(lab.url("desk", "/account"));
      await ready(employee);
      await see(employee, "account");
      await employee.goto(lab.url("desk", "/store"));
      await see(employee, "not-allowed");
      await employee.goto(lab.url("desk", "/no-such-page"));
      await see(employee, "nothing-here");
    });
    await employee.context().close();

    const admin = await person(browser, options);
    await check(`${look}: an administrator's screens`, admin, async () => {
      await enterDesk(admin, "ada", lab.password("ada"));
      await see(admin, "admin-home");
      for (const [name, where] of [["road-map", "/road-map"], ["store", "/store"], ["store-miniflux", "/store/miniflux"], ["docks", "/docks"], ["announcements", "/announcements"], ["links", "/links"], ["people", "/people"], ["groups", "/people/groups"], ["person", await personPath(admin)], ["sign-in-settings", "/sign-in-settings"], ["servers", "/servers"], ["certificates", "/certificates"], ["events", "/events"], ["api", "/api/docs"]]) {
        const status = await open(admin, lab.url("desk", where));
        expect(status === 200, `${where} answers ${status}`);
        if (name !== "api") await ready(admin);
        await see(admin, name);
      }
    });
    await admin.context().close();
  }
  await check("nothing sticks out and axe finds nothing, on every screen and look", null, async () => {
    equal([...new Set(faults)], [], "findings");
  });
});
