// A question before what hurts: a sheet of the desk instead of the browser's window. Forms with hx-confirm
// ask by themselves; their own button's words stand on the button that goes on.
export function bindAsking() {
  document.addEventListener("htmx:confirm", async (event) => {
    const { question, elt, issueRequest } = event.detail;
    if (!question) return;
    event.preventDefault();
    const label = (elt.querySelector("button:not([type=button])") ?? elt).textContent.trim();
    if (await ask(question, label)) issueRequest(true);
  });
}

/** Asks `question`; true when the person chose the button that says `label`. */
export function ask(question, label) {
  const sheet = document.querySelector("#ask");
  sheet.querySelector("[data-ask-text]").textContent = question;
  sheet.querySelector("[data-ask-yes]").textContent = label;
  sheet.returnValue = "";
  sheet.showModal();
  return new Promise((done) => {
    sheet.addEventListener("close", () => done(sheet.returnValue === "yes"), { once: true });
  });
}
