/* What scripts add to pages that work without them: words for screen readers, focus that is never lost,
   failures that are seen, conveniences. None of it is needed. */
(() => {
  "use strict";
  const html = document.documentElement;
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  html.classList.add("js");

  /* --- Words: live region and toast --- */
  const said = new Set();
  const queue = [];
  const say = () => {
    const live = find("#live");
    if (!live || !queue.length) return;
    live.textContent = queue.splice(0).join(" ");
    setTimeout(() => { live.textContent = ""; }, 6000);
  };
  const announce = (text) => {
    if (!text) return;
    queue.push(text);
    setTimeout(say, 120);
  };
  const element = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
  const icon = (name) => {
    const known = find("use");
    const holder = element("span", "");
    if (!known) return holder;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${known.getAttribute("href").split("#")[0]}#${name}`);
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  };
  const toast = ({ text, href, label }) => {
    if (!text) return;
    announce(text);
    const box = element("div", "toast");
    box.append(icon("check"), element("span", "", text));
    if (href) box.append(Object.assign(element("a", "", label || "Open"), { href }));
    const leave = () => { if (!box.matches(":hover, :focus-within")) box.remove(); else setTimeout(leave, 2000); };
    setTimeout(leave, 8000);
    find("#toasts").append(box);
  };
  const wordsIn = (root) => {
    for (const one of [root, ...all("[data-announce]", root)]) {
      const text = one.dataset && one.dataset.announce;
      const key = one.id ? `${one.id} ${text}` : one;
      if (text && !said.has(key)) { said.add(key); announce(text); }
    }
  };
  document.addEventListener("announce", (event) => announce(event.detail.text || event.detail.value));
  document.addEventListener("toast", (event) => toast(event.detail.text ? event.detail : { text: event.detail.value }));

  /* --- Failures: seen, said, and the input stays --- */
  const WORDS = {
    400: "This form is no longer valid. Reload the page and send it again; what you saved as a draft is kept.",
    401: "You have been logged out. Log in again in another tab, then go on here: your text is still here.",
    403: "You may not do this. Nothing was changed.",
    404: "This is not there any more, or not shared with you. Your text is still here.",
    409: "Somebody changed this in the meantime. Your text is still here; reload the page in another tab to compare.",
    413: "That is too large to send. Your text is still here.",
    429: "That was too often. Wait a minute and try again; your text is still here.",
    500: "Something broke on our side. Your text is still here; try again in a minute.",
    timeout: "We got no answer in time. Your text is still here; try again.",
    offline: "We cannot reach the portal. Your text is still here; check your connection and try again.",
  };
  const fromPage = (text) => {
    const told = text && text.includes("data-problem") && find("[data-problem]", new DOMParser().parseFromString(text, "text/html"));
    return told ? `${told.textContent.trim()} Your text is still here.` : "";
  };
  const wordsFor = (status, text) => fromPage(text) || WORDS[status] || (status >= 500 ? WORDS[500] : WORDS[400]);
  const placeFor = (source) => source.closest("form, .card, section") || source;
  const problem = (source, text) => {
    const place = placeFor(source);
    const shown = find(":scope > .problem-note", place);
    if (shown && shown.textContent === text) return;
    settle(source);
    const note = element("div", "note bad problem-note");
    note.append(icon("stop"), element("div", "", text));
    place.append(note);
    announce(text);
  };
  const settle = (source) => all(":scope > .problem-note", placeFor(source)).forEach((note) => note.remove());
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (status !== 422 && !ctx.hx.redirect) problem(ctx.sourceElement, wordsFor(status, ctx.text));
  });
  document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
    if (ctx && ctx.sourceElement.isConnected) problem(ctx.sourceElement, error === "timeout" ? WORDS.timeout : WORDS.offline);
  });

  /* --- Focus: on the problems first, else where it was --- */
  let focused = document.body;
  let fresh = [];
  const toProblems = (root) => {
    const summary = root.matches(".error-summary") ? root : find(".error-summary", root);
    if (summary) summary.focus();
    return Boolean(summary);
  };
  const within = (selector) => fresh.map((root) => (root.matches(selector) ? root : find(selector, root))).find(Boolean);
  const lost = () => !document.activeElement || document.activeElement === document.body;
  const refocus = (event) => {
    if (focused === document.body && event && ["every", "load"].includes(event.type)) return;
    const same = focused.isConnected ? focused : focused.id && document.getElementById(focused.id);
    const next = within("[data-focus], [autofocus]") || (same !== document.body && same)
      || within("h1, h2, a, button, input, select, textarea") || fresh[0];
    if (!next) return;
    if (next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:before:swap", () => { focused = document.activeElement || document.body; fresh = []; });
  document.addEventListener("htmx:before:settle", ({ detail }) => {
    fresh.push(...detail.newContent.filter((node) => node.nodeType === 1 && node.isConnected));
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.swap === "none") return;
    settle(ctx.sourceElement);
    for (const root of fresh) { prepare(root); wordsIn(root); }
    if (!fresh.some(toProblems) && lost()) refocus(ctx.sourceEvent);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const input = link && document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    (input.closest(".field, .matrix-axis") || input).scrollIntoView({ block: "start" });
    input.focus({ preventScroll: true });
  });

  /* --- Busy buttons, and nothing sent twice --- */
  const busy = (button, on) => {
    if (!button) return;
    const label = find("span", button);
    if (on) {
      button.style.minWidth = `${button.offsetWidth}px`;
      button.setAttribute("aria-busy", "true");
      const verb = button.dataset.busy || (button.matches(".filled") && button.form && button.form.dataset.busy);
      if (label && verb) { button.dataset.rest = label.textContent; label.textContent = verb; }
    } else {
      button.removeAttribute("aria-busy");
      if (label && button.dataset.rest) { label.textContent = button.dataset.rest; delete button.dataset.rest; }
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post], [hx-get]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    busy(event.submitter, true);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("[aria-busy]", form).forEach((button) => busy(button, false));
  }));
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => busy(ctx.request.submitter, true));
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    busy(ctx.request.submitter, false);
    if (ctx.response && ctx.response.status < 400) settle(ctx.sourceElement);
  });

  /* --- Matrix: cells that choose urgency and impact at once --- */
  const radio = (matrix, axis, value) => find(`.${axis}-${value}`, matrix);
  const mark = (matrix) => all(".cell", matrix).forEach((cell) => cell.setAttribute("aria-pressed",
    String(["urgency", "impact"].every((axis) => radio(matrix, axis, cell.dataset[axis]).checked))));
  const choose = (cell) => {
    const matrix = cell.closest(".matrix");
    const [urgency, impact] = ["urgency", "impact"].map((axis) => radio(matrix, axis, cell.dataset[axis]));
    urgency.checked = impact.checked = true;
    impact.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /* --- Small conveniences --- */
  const grows = CSS.supports("field-sizing", "content");
  const grow = (area) => { if (!grows) { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 2}px`; } };
  const count = (counter) => {
    const input = document.getElementById(counter.dataset.counter);
    const left = Number(counter.dataset.limit) - input.value.length;
    const near = left < Math.max(20, counter.dataset.limit * 0.1);
    counter.textContent = !near ? "" : left < 0 ? `${-left} characters too many` : `${left} characters left`;
  };
  const prepare = (root) => {
    all(".cell", root).forEach((cell) => { cell.setAttribute("role", "button"); cell.tabIndex = 0; });
    all(".matrix", root).forEach(mark);
    all("textarea", root).forEach(grow);
    all("[data-counter]", root).forEach(count);
    all(".fresh").forEach((one) => setTimeout(() => one.classList.remove("fresh"), 2000));
  };
  addEventListener("input", ({ target }) => {
    if (target.matches("textarea")) grow(target);
    const counter = target.id && find(`[data-counter="${CSS.escape(target.id)}"]`);
    if (counter) count(counter);
  });
  addEventListener("change", ({ target }) => {
    const matrix = target.closest(".matrix");
    if (matrix) mark(matrix);
  });
  const show = (button) => {
    const input = document.getElementById(button.dataset.showPassword);
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    find("span", button).textContent = hidden ? "Hide" : "Show";
    button.setAttribute("aria-label", hidden ? "Hide password" : "Show password");
    announce(hidden ? "Your password is visible" : "Your password is hidden");
  };
  const toggle = (button) => {
    const open = document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  };
  const copy = (button) => navigator.clipboard.writeText(button.dataset.copy).then(() => toast({ text: "Copied" }), () => {});
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-show-password]")) show(on("[data-show-password]"));
    if (on("[data-toggle]")) toggle(on("[data-toggle]"));
    if (on("[data-copy]")) copy(on("[data-copy]"));
    if (on("[data-print]")) window.print();
    if (on(".cell[role=button]")) choose(on(".cell"));
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  addEventListener("keydown", (event) => {
    if (event.target.matches(".cell") && [" ", "Enter"].includes(event.key)) { event.preventDefault(); choose(event.target); }
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => { menu.open = false; find("summary", menu).focus(); });
    all(".toast").forEach((one) => one.remove());
  });

  window.portal = { find, all, announce, toast, problem, settle, prepare, wordsFor, WORDS };
  prepare(document);
  wordsIn(document.body);
  toProblems(html);
})();
