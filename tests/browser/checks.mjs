// Named checks for browser scripts. Each prints one line, "ok    …" or "FAIL  …", in the form that
// tests/lab/story/lib.sh counts. The first failure takes a picture and ends the script: what comes
// after it would only fail for the same reason.
import { launch, shot } from "./browser.mjs";

const PATIENCE = Number(process.env.UNIDASH_PATIENCE ?? 30_000);
const NEVER = 300_000; // closing a page and asking inside it know no limit of their own

export function expect(truth, what) {
  if (!truth) throw new Error(what);
}

export function equal(got, wanted, what) {
  const [one, two] = [got, wanted].map((each) => JSON.stringify(each));
  if (one !== two) throw new Error(`${what}: wanted ${two}, got ${one}`);
}

/** Asks again until the answer is true: for what needs time, never for what must already be so. */
export async function soon(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error.message.split("\n")[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${what}: not within ${patience / 1000} s (last: ${last})`);
}

/** The end of the work, or a failure: whatever hangs must not hold a whole run. */
async function ended(work, limit = NEVER) {
  let timer;
  const never = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it never ended: not within ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, never]).finally(() => clearTimeout(timer));
}

/** checks(async ({ browser, check }) => …) runs a script of named checks to its end. */
export async function checks(work) {
  const browser = await launch();
  const check = async (name, page, step) => {
    try {
      await ended(step());
      console.log(`ok    ${name}`);
    } catch (error) {
      console.log(`FAIL  ${name}: ${error.message.split("\n").slice(0, 12).join(" ¶ ")}`);
      const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60);
      if (page) {
        await ended(shot(page, `FAIL-${slug}`), 30_000).catch(() => {});
        console.log(`      at ${page.url()}`);
        for (const line of (page.complaints ?? []).slice(-5)) console.log(`      ${line}`);
      }
      error.told = true;
      throw error;
    }
  };
  try {
    await work({ browser, check });
  } catch (error) {
    if (!error.told) console.log(`FAIL  the script itself: ${error.stack}`);
    process.exitCode = 1;
  } finally {
    // with the process goes the browser that does not close
    await ended(browser.close(), 30_000).catch(() => process.exit());
  }
}
