/* Passkeys: the form says where to ask what the browser is to be asked for; what the device answers goes with the form. */
(() => {
  "use strict";
  const GONE = "This page has been open for too long. Reload it and try again.";
  const STOPPED = "No passkey was used. Try again, or choose another way.";
  const KNOWN = "This device has a passkey for your account already.";
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const read = (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) publicKey.excludeCredentials = named(options.excludeCredentials);
    if (options.allowCredentials) publicKey.allowCredentials = named(options.allowCredentials);
    return { publicKey };
  };
  const written = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
  };

  const ask = async (form) => {
    const token = new FormData();
    token.set("csrf_token", form.elements.csrf_token.value);
    const answer = await fetch(form.dataset.options, { method: "POST", body: token });
    if (!answer.ok || answer.redirected) throw new Error(GONE);
    const options = read(await answer.json());
    return form.dataset.passkey === "create" ? navigator.credentials.create(options) : navigator.credentials.get(options);
  };
  const words = (error) => {
    if (error.name === "InvalidStateError") return KNOWN;
    return error.message === GONE ? GONE : STOPPED;
  };
  let busy = false;
  const use = async (form, field) => {
    if (busy) return;
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = busy = true;
    try {
      form.elements[field].value = written(await ask(form));
      form.submit();
    } catch (error) {
      busy = false;
      problem.textContent = window.PublicKeyCredential ? words(error) : "This browser knows no passkeys. Choose another way.";
      problem.hidden = false;
    }
  };

  // Before the rest of the page, which would take the form for sent.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.passkey !== "create" || !form.elements.name.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    use(form, "credential");
  }, true);
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-passkey-use]");
    if (button) use(button.form, button.dataset.passkeyUse);
  });
  // Back from the page that followed: it may be asked again.
  addEventListener("pageshow", () => { busy = false; });
})();
