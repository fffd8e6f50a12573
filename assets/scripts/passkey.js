// data-passkey="create|get": asks the browser for a passkey with the options beside it (data-options),
// fills the form with the answer and sends it. Without scripts the form stays hidden; a code does it, too.
const decoded = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const encoded = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (credentials) => credentials.map((each) => ({ ...each, id: decoded(each.id) }));

async function created(options) {
  const user = { ...options.user, id: decoded(options.user.id) };
  const publicKey = { ...options, user, challenge: decoded(options.challenge), excludeCredentials: listed(options.excludeCredentials) };
  const { response } = await navigator.credentials.create({ publicKey });
  return { client_data: response.clientDataJSON, attestation: response.attestationObject };
}

async function shown(options) {
  const publicKey = { ...options, challenge: decoded(options.challenge), allowCredentials: listed(options.allowCredentials) };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  return {
    credential: rawId,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
    user_handle: response.userHandle ?? new ArrayBuffer(0),
  };
}

async function answer(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const button = form.querySelector("button");
  failed.hidden = true;
  button.disabled = true;
  try {
    const options = JSON.parse(form.dataset.options);
    const fields = await (form.dataset.passkey === "create" ? created(options) : shown(options));
    for (const [name, bytes] of Object.entries(fields)) form.elements[name].value = encoded(bytes);
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach((form) => {
    form.hidden = false;
    const go = (event) => {
      event.preventDefault();
      answer(form);
    };
    form.addEventListener("submit", go);
    form.querySelector('button[type="button"]')?.addEventListener("click", go);
  });
}
