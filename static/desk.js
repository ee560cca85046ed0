/* Keys for the desk and for an engineer's ticket. All that they do are links and buttons of the page. */
(() => {
  "use strict";
  const { find, all, announce } = window.portal;
  const OFF = "keys-off";
  const LIST = "desk-list";
  const KEYS = "/servicedesk/desk/keys";
  const TICKETS = "/servicedesk/tickets/";
  const isOff = () => localStorage.getItem(OFF) === "yes";

  /* --- The queue that one comes from: its tickets, and at which of them one is --- */
  const recall = () => { try { return JSON.parse(sessionStorage.getItem(LIST)) || {}; } catch { return {}; } };
  const remember = (facts) => sessionStorage.setItem(LIST, JSON.stringify({ ...recall(), ...facts }));
  const rows = all("tr[data-reference]");
  const isQueue = Boolean(find(".desk-main"));
  const reference = !isQueue && location.pathname.startsWith(TICKETS) ? location.pathname.slice(TICKETS.length) : "";
  const linkOf = (row) => find(".cell-title a", row);
  const boxOf = (row) => find("[name=ticket]", row);

  /* --- The current row: its link has the focus, so that a screen reader follows --- */
  let current = null;
  const mark = (row) => {
    if (current) current.removeAttribute("aria-current");
    current = row;
    row.setAttribute("aria-current", "true");
    remember({ at: row.dataset.reference, place: rows.indexOf(row) });
  };
  const go = (row) => {
    if (!row) return;
    mark(row);
    linkOf(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  addEventListener("focusin", ({ target }) => {
    const row = target.closest("tr[data-reference]");
    if (row && row !== current) mark(row);
  });
  const here = location.pathname + location.search;
  if (isQueue) {
    const { href, at, place = 0, back } = recall();
    /* Whoever comes back stands where they were; or where the ticket stood that has left, or is due much later now. */
    const found = rows.findIndex((row) => row.dataset.reference === at);
    const same = href === here && rows[found >= 0 && Math.abs(found - place) < 5 ? found : Math.min(place, rows.length - 1)];
    sessionStorage.setItem(LIST, JSON.stringify({ href: here, references: rows.map((row) => row.dataset.reference) }));
    if (same && back) go(same);
  } else if (reference) {
    const { href, references = [] } = recall();
    remember({ at: reference, place: references.indexOf(reference), back: true });
    if (href && find(".back-link")) find(".back-link").href = href;
    /* After the browser itself has gone there, which takes the focus away. */
    if (location.hash === "#reply" && find("#body")) addEventListener("load", () => setTimeout(() => find("#body").focus()));
  }
  addEventListener("submit", ({ target }) => { if (target.id === "chosen") remember({ back: true }); });

  /* --- The selection --- */
  const chosen = () => all("[name=ticket]:checked");
  const count = () => {
    const place = find("[data-selected]");
    if (!place) return "";
    place.textContent = chosen().length ? `${chosen().length} selected` : place.dataset.selected;
    return place.textContent;
  };
  const tell = () => announce(count());
  count();
  addEventListener("change", ({ target }) => { if (target.name === "ticket") tell(); });
  addEventListener("reset", () => setTimeout(() => { tell(); if (current) go(current); }));

  /* --- What the keys do --- */
  const press = (selector) => { const it = find(selector); if (it) it.click(); return Boolean(it); };
  const step = (by) => {
    if (isQueue) return go(current ? rows[rows.indexOf(current) + by] : rows[0]);
    const { references = [], place = -1 } = recall();
    const next = references[place + by];
    if (next) location.assign(TICKETS + next);
    else announce(by > 0 ? "This was the last ticket of the queue" : "This was the first ticket of the queue");
  };
  const change = (key) => {
    if (!chosen().length && !current) return announce("Go to a ticket first, with the key j");
    if (!chosen().length) { boxOf(current).checked = true; tell(); }
    press(`#chosen [data-key="${key}"]`);
  };
  const ofTicket = { t: "#handling-take", a: "#handling-assign", s: "#handling-status", p: "#handling-priority" };
  const reply = () => {
    if (isQueue) return current && location.assign(`${linkOf(current).href}#reply`);
    if (find("#reply.internal")) return press("#reply .tabs a:first-child");
    const body = find("#body");
    if (body) { body.focus(); body.scrollIntoView({ block: "center" }); }
  };
  const search = () => {
    const field = all("[data-key='/'], #text").find((one) => one.offsetParent);
    if (field) { field.focus(); field.select(); }
  };
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current && linkOf(current).click(),
    x: () => current && boxOf(current).click(),
    c: () => press("#chosen [type=reset]"),
    r: reply,
    n: () => press("#reply .tabs a:last-child"),
    u: () => press(".back-link"),
    "/": search,
    "?": () => help(),
  };
  for (const key of "tasp") acts[key] = () => (isQueue ? change(key) : press(ofTicket[key]));
  const TYPES = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !Object.hasOwn(acts, key)) return;
    if (isOff() || target.matches(TYPES) || find("dialog[open]")) return;
    event.preventDefault();
    acts[key]();
  });

  /* --- All keys, over the page; and they can be turned off --- */
  const label = (button) => { find("span", button).textContent = `Turn the keys ${isOff() ? "on" : "off"}`; };
  const close = () => {
    const form = document.createElement("form");
    const button = Object.assign(document.createElement("button"), { className: "button", textContent: "Close" });
    form.method = "dialog";
    button.autofocus = true;
    form.append(button);
    return form;
  };
  const help = async () => {
    const answer = await fetch(KEYS, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
    if (!answer || !answer.ok) return location.assign(KEYS);
    const box = Object.assign(document.createElement("dialog"), { className: "card keys-dialog" });
    box.setAttribute("aria-label", "Keys");
    box.append(close(), ...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
    all("[data-keys-switch]", box).forEach(label);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  };
  all("[data-keys-switch]").forEach(label);
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-keys-switch]");
    if (button) {
      localStorage.setItem(OFF, isOff() ? "no" : "yes");
      label(button);
      announce(`The keys are ${isOff() ? "off" : "on"}`);
    } else if (event.target.closest("a[data-key='?']")) {
      event.preventDefault();
      help();
    }
  });

  /* --- A refusal that holds what was typed, and what arrived meanwhile, is put into the page --- */
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status === 409 && ctx.hx.reswap) ctx.response = { ...ctx.response, status: 422, raw: { status: 422 } };
  });
})();
