/* Keeps what is typed: forms with data-autosave after a pause, files of a data-upload dropzone at once. */
(() => {
  "use strict";
  const { find, all, announce, problem, settle, prepare, wordsFor, WORDS } = window.portal;
  const PAUSE = 1500;
  const now = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial", Accept: "application/json, text/html" };

  /* --- Autosave --- */
  const states = new WeakMap();
  const stateOf = (form) => states.get(form) || states.set(form, { timer: 0, tries: 0, running: false, again: false }).get(form);
  const tell = (form, text, failed) => {
    const own = all("[data-autosave-status]", form);
    for (const status of own.length ? own : all("[data-autosave-status]")) {
      status.classList.toggle("failed", failed);
      (find("[data-autosave-text]", status) || status).textContent = text;
    }
  };
  const plan = (form, delay) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), delay);
  };
  const failed = (form, status) => {
    const state = stateOf(form);
    const seconds = Math.min(60, 5 * 2 ** state.tries);
    const lapsed = status === 401;
    const text = lapsed ? WORDS[401] : `We could not save. Your text is still here; we try again in ${seconds} seconds.`;
    if (!state.tries) announce(text);
    state.tries += 1;
    tell(form, text, true);
    plan(form, seconds * 1000);
  };
  const saved = async (form, answer) => {
    const kind = answer.headers.get("Content-Type") || "";
    const time = kind.includes("json") ? (await answer.json()).saved : now();
    if (stateOf(form).tries) announce(`Draft saved ${time}`);
    stateOf(form).tries = 0;
    tell(form, `Draft saved ${time}`, false);
  };
  /* Another window saved, or the draft was sent: trying again would not help. */
  const overtaken = (form, text) => {
    const told = text.startsWith("{") ? JSON.parse(text).problem : wordsFor(409, text);
    stateOf(form).tries = 0;
    tell(form, told, true);
    announce(told);
  };
  const bodyOf = (form) => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return new URLSearchParams(body);
  };
  const save = async (form, keepalive = false) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = 0;
    if (!form.isConnected || form.dataset.sent) return;
    if (state.running) { state.again = true; return; }
    state.running = true;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: bodyOf(form), headers, keepalive, redirect: "error", signal: AbortSignal.timeout(15000) });
      if (answer.ok) await saved(form, answer);
      else if (answer.status === 409) overtaken(form, await answer.text());
      else failed(form, answer.status);
    } catch {
      failed(form, 0);
    }
    state.running = false;
    if (state.again) { state.again = false; plan(form, PAUSE); }
  };
  const changed = ({ target }) => {
    const form = target.form && target.form.matches("[data-autosave]") && target.type !== "file" ? target.form : null;
    if (form) plan(form, PAUSE);
  };
  addEventListener("input", changed);
  addEventListener("change", changed);
  /* What was chosen before the scripts came asks too. */
  const altered = (it) => it.checked !== it.defaultChecked || [...(it.options || [])].some((one, at) => at && one.selected !== one.defaultSelected);
  const ask = () => all("[data-autosave] [hx-trigger]").find(altered)?.dispatchEvent(new Event("change"));
  addEventListener("load", () => setTimeout(ask));
  /* What takes a form's place waits until its words are kept. */
  const leaving = (step, act) => document.addEventListener(`htmx:before:${step}`, ({ detail: { ctx } }) => {
    const form = ctx.target instanceof Element && find("form[data-autosave]", ctx.target);
    if (form && !form.contains(ctx.sourceElement)) act(form, stateOf(form), ctx);
  });
  const kept = async (form, state) => {
    while (state.running) await new Promise((done) => setTimeout(done, 50));
    if (state.timer) await save(form);
    return !find(".failed", form);
  };
  leaving("request", (form, state, ctx) => {
    const ask = ctx.fetch;
    ctx.fetch = async (...all) => ((await kept(form, state)) ? ask(...all) : new Response(null, { status: 204 }));
  });
  leaving("swap", (form, state) => { if (state.timer) save(form, true); });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    all("form[data-autosave]").forEach((form) => { if (stateOf(form).timer) save(form, true); });
  });

  /* --- Files: stored as soon as they are chosen or dropped --- */
  const replace = (selector, text) => {
    const old = find(selector);
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const next = old && (fresh.getElementById(old.id) || fresh.body.firstElementChild);
    if (!next) return;
    old.replaceWith(next);
    if (window.htmx) window.htmx.process(next);
    prepare(next);
  };
  /* Why a file was refused stays until the next upload, whatever a changed answer brings. */
  let refusals = [];
  const note = () => { refusals = all("ul.files > .field-error").map((line) => [line.parentElement.id, line]); };
  const restore = () => {
    for (const [id, line] of refusals) {
      const list = document.getElementById(id);
      if (list && !list.textContent.includes(line.textContent)) list.prepend(line);
    }
  };
  addEventListener("htmx:before:swap", note);
  addEventListener("htmx:after:swap", restore);
  const formOf = (target) => find(`[data-upload-target="${target}"]`)?.dataset.upload;
  const send = async (url, fields, place, target) => {
    const form = formOf(target);
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    const token = find("input[name=csrf_token]", place.closest("form") || document);
    if (token) body.append("csrf_token", token.value);
    const corner = find("[data-upload-problem]", place.parentElement) || place;
    try {
      const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
      const text = await answer.text();
      if (answer.ok || answer.status === 422) {
        settle(corner);
        if (formOf(target) === form) replace(target, text);
      } else problem(corner, wordsFor(answer.status, text));
      return answer.ok;
    } catch {
      problem(corner, WORDS.offline);
      return false;
    }
  };
  const upload = async (zone, files) => {
    const input = find("input[type=file]", zone);
    zone.setAttribute("aria-busy", "true");
    refusals = [];
    for (const file of files) {
      announce(`Uploading ${file.name}`);
      if (await send(zone.dataset.upload, [[input.name, file]], zone, zone.dataset.uploadTarget)) announce(`${file.name} is stored`);
      restore();
      note();
    }
    input.value = "";
    zone.removeAttribute("aria-busy");
    if (document.activeElement === document.body) input.focus();
  };
  addEventListener("change", ({ target }) => {
    const zone = target.type === "file" && target.closest("[data-upload]");
    if (zone && target.files.length) upload(zone, [...target.files]);
  });
  addEventListener("click", async (event) => {
    const button = event.target.closest("[data-upload-remove]");
    if (!button) return;
    event.preventDefault();
    const place = button.closest("ul");
    const zone = place.parentElement;
    if (await send(button.getAttribute("formaction"), [["remove", "1"]], place, button.dataset.uploadRemove)) {
      announce("The file is removed");
      const input = find("input[type=file]", zone);
      if (input) input.focus();
    }
  });
  const zoneOf = (event) => event.target.closest && event.target.closest("[data-upload]");
  addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    if (zone) { event.preventDefault(); zone.classList.add("over"); }
  });
  addEventListener("dragleave", (event) => { const zone = zoneOf(event); if (zone) zone.classList.remove("over"); });
  addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) upload(zone, [...event.dataTransfer.files]);
  });
})();
