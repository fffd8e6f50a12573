// Closing an app. One that says it holds changes that are not saved asks first.
import { ask } from "./asking.js";

/** True when it is closed. Without a question it is closed at once, so that the focus can follow. */
export async function close(arrangement, app, words) {
  const question = words.unsaved.replaceAll("{app}", arrangement.apps[app]?.name ?? "");
  if (arrangement.running.get(app)?.unsaved && !(await ask(question, words["close-anyway"]))) return false;
  arrangement.close(app);
  return true;
}
