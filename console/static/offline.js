// Drafts kept on the telephone of a rural assistant (par. 17), for a village without connection.
// IndexedDB "jumys-village": key (one AES-GCM key that cannot be read out, and whose it is) and
// drafts {id, state, created, saved, iv, box}; box is the encrypted draft. Logging out, or "erase
// everything", deletes the key and with it the drafts. A session that ended meanwhile does not:
// the key stays, the drafts are opened and sent after the same person has signed in again.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const said = Object.fromEntries(
    all("[data-word]", one("#words").content).map((e) => [e.dataset.word, e.textContent.trim()]),
  );
  const DATABASE = "jumys-village";
  const OPEN = ["draft", "refused"]; // states in which a draft may be changed
  const UNSENT = ["draft", "waiting", "sending", "refused"];
  const UNSENT_MARK = "jumys-unsent"; // how many; read where one logs out

  // ---- 1. What the telephone keeps ---------------------------------------------------
  const promised = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const opened = () => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("key");
      request.result.createObjectStore("drafts", { keyPath: "id" });
    };
    return promised(request);
  };
  let database;
  const within = async (store, mode, act) => {
    database ??= await opened();
    database.onversionchange = () => { database.close(); database = undefined; };
    return new Promise((done, fail) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = () => fail(transaction.error);
      transaction.onabort = () => fail(transaction.error);
    });
  };
  const read = (store, key) => within(store, "readonly", (s) => s.get(key));
  const rows = () => within("drafts", "readonly", (s) => s.getAll());
  const write = (store, ...what) => within(store, "readwrite", (s) => s.put(...what));
  const remove = (id) => within("drafts", "readwrite", (s) => s.delete(id));

  let holder; // {key, owner}: owner is "" until a server has said whose telephone this is
  const text = { to: new TextEncoder(), from: new TextDecoder() };
  const secret = async () => {
    holder ??= await read("key", "key");
    if (!holder) {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false,
        ["encrypt", "decrypt"]);
      holder = { key, owner: "" };
      await write("key", holder, "key");
    }
    return holder.key;
  };
  const sealed = async (id, draft) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: text.to.encode(id) }, await secret(),
      text.to.encode(JSON.stringify(draft)));
    return { iv, box };
  };
  const unsealed = async (row) => JSON.parse(text.from.decode(await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: row.iv, additionalData: text.to.encode(row.id) }, await secret(),
    row.box)));
  const wiped = async () => {
    database?.close();
    database = holder = undefined;
    localStorage.removeItem(UNSENT_MARK);
    await promised(indexedDB.deleteDatabase(DATABASE));
    for (const name of await caches.keys()) await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  };

  // ---- 2. The server -----------------------------------------------------------------
  let token = "";
  let locked = "";
  const lock = (why) => {
    locked = why;
    const note = one("[data-note]");
    note.hidden = !why;
    note.textContent = why ? said[why] : "";
    if (why === "signed-out") {
      const link = document.createElement("a");
      Object.assign(link, { href: "/login/?next=/village/drafts", textContent: said["sign-in"] });
      note.append(" ", link);
    }
    for (const button of all("[data-new], [data-send]")) button.disabled = why === "stranger";
  };
  // Whose session is it? Answers whether drafts may be sent now.
  const session = async () => {
    let answer;
    try {
      answer = await fetch("/village/drafts/session", { headers: { Accept: "application/json" } });
    } catch {
      return false;
    }
    if (answer.status === 401 || answer.status === 403) {
      lock("signed-out");
      return false;
    }
    if (!answer.ok) return false;
    const { csrf, owner } = await answer.json();
    await secret();
    if (holder.owner && holder.owner !== owner) {
      lock("stranger");
      return false;
    }
    if (!holder.owner) await write("key", holder = { ...holder, owner }, "key");
    token = csrf;
    for (const field of all("input[name=csrf_token]")) field.value = csrf;
    lock("");
    return true;
  };

  // ---- 3. The queue ------------------------------------------------------------------
  const put = async (row) => {
    try {
      await write("drafts", row);
    } catch (error) {
      one("[data-note]").hidden = false;
      one("[data-note]").textContent = said.full;
      throw error;
    }
  };
  const sendOne = async (row) => {
    const { who, ...draft } = await unsealed(row);
    await put({ ...row, state: "sending" });
    await show();
    let answer;
    try {
      answer = await fetch("/village/drafts", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ id: row.id, ...draft }),
      });
    } catch {
      await put({ ...row, state: "waiting" }); // whether it arrived or not: the same identifier
      return "offline";
    }
    const told = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
    if (told.state === "sent" || told.state === "conflict") {
      // the server has it: what it says about a person leaves the telephone
      const { id, created } = row;
      await put({ id, created, saved: Date.now(), state: told.state,
        answer: { text: told.text, href: told.href, number: told.number } });
      return "done";
    }
    if (told.state === "refused" || answer.status === 422 || answer.status === 413) {
      const why = [
        ...(told.grounds ?? []).map((g) => [g.text, g.paragraph && `(${g.paragraph})`, ...g.facts].filter(Boolean).join(" · ")),
        ...Object.entries(told.fields ?? {}).map(([name, words]) => `${labelOf(told.part, name)}: ${words}`),
      ];
      await put({ ...row, state: "refused", answer: {
        text: told.number ? `№ ${told.number}` : "", part: told.part, why: why.length ? why : [told.title ?? ""],
      } });
      return "done";
    }
    await put({ ...row, state: "waiting" });
    return answer.status === 401 || answer.status === 400 ? "signed-out" : "later";
  };
  const send = () => navigator.locks.request("jumys-village-send", async () => {
    for (const row of await rows()) if (row.state === "sending") await put({ ...row, state: "waiting" });
    const queue = (await rows()).filter((r) => r.state === "waiting");
    if (!queue.length) return;
    if (!(await session())) {
      await show();
      return;
    }
    one("[data-note]").hidden = true;
    for (const row of queue.sort((a, b) => a.created - b.created)) {
      const result = await sendOne(row);
      await show();
      if (result === "signed-out") await session();
      if (result === "later") {
        one("[data-note]").hidden = false;
        one("[data-note]").textContent = said.later;
      }
      if (result !== "done") break;
    }
    await show();
  });

  // ---- 4. The list -------------------------------------------------------------------
  const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang,
    { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
  const TONES = { sent: "ok", refused: "over", conflict: "over", waiting: "today", sending: "soon" };
  const show = async () => {
    one("[data-net]").textContent = navigator.onLine ? said.online : said.offline;
    const kept = (await rows()).sort((a, b) => a.created - b.created);
    const unsent = kept.filter((row) => UNSENT.includes(row.state));
    one("[data-unsent]").textContent = `${said.unsent} ${unsent.length}`;
    localStorage.setItem(UNSENT_MARK, String(unsent.length));
    const last = Math.max(0, ...kept.map((row) => row.saved));
    one("[data-last]").textContent = last ? `${said.last} ${clock(last)}` : "";
    one("[data-none]").hidden = kept.length > 0;
    const lines = [];
    for (const row of kept) lines.push(await line(row));
    one("[data-drafts]").replaceChildren(...lines);
  };
  const line = async (row) => {
    const item = one("#draft-row").content.cloneNode(true).firstElementChild;
    item.dataset.id = row.id;
    item.dataset.is = row.state;
    const draft = row.box && !locked ? await unsealed(row).catch(() => null) : null;
    one("[data-who]", item).textContent = draft ? draft.who || said.nameless : "";
    const state = one("[data-state]", item);
    state.textContent = said[row.state];
    state.className = `chip ${TONES[row.state] ?? ""}`;
    one("[data-about]", item).textContent = row.answer?.text
      || [draft?.paper_on && `${said.paper} ${draft.paper_on.split("-").reverse().join(".")}`, `${said.saved} ${clock(row.saved)}`].filter(Boolean).join(" · ");
    one("[data-why]", item).replaceChildren(...(row.answer?.why ?? []).map((why) => {
      const words = document.createElement("li");
      words.textContent = why;
      return words;
    }));
    one("[data-open]", item).hidden = !draft || !["draft", "waiting", "refused"].includes(row.state);
    one("[data-remove]", item).hidden = UNSENT.includes(row.state);
    const go = one("[data-go]", item);
    go.hidden = !row.answer?.href;
    if (row.answer?.href) go.href = row.answer.href;
    return item;
  };

  // ---- 5. The editor -----------------------------------------------------------------
  const head = one("#draft-head");
  const parts = { application: one("#draft-application"), card: one("#draft-card") };
  const blank = Object.fromEntries(Object.entries(parts).map(([name, form]) => [name, form.innerHTML]));
  let current; // {id, created}
  const labelOf = (part, name) => {
    const control = one(`[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}."]`, parts[part] ?? document);
    const holder_ = control?.closest(".fld");
    return (one("label, legend", holder_ ?? document.createElement("i"))?.textContent ?? name).replace(/\s+/g, " ").trim();
  };
  const filled = (form) => {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value !== "" && !name.startsWith("_")) (found[name] ??= []).push(value);
    }
    return found;
  };
  const fill = (form, data) => {
    for (const name of Object.keys(data)) {
      const row = /^(.+)\.(\d+)\.[^.]+(\.[^.]+)?$/.exec(name);
      const button = row && one(`[data-add-row="${CSS.escape(row[1])}"]`, form);
      for (let tries = 0; button && tries < 30 && !one(`[name="${CSS.escape(name)}"]`, form); tries += 1) button.click();
    }
    for (const control of form.elements) {
      const given = data[control.name];
      if (/^(radio|checkbox)$/.test(control.type)) control.checked = Boolean(given?.includes(control.value));
      else if (control.matches("input, select, textarea")) control.value = given?.at(-1) ?? "";
    }
    form.dispatchEvent(new Event("change", { bubbles: true })); // fields asked only then
  };
  const starts = Object.fromEntries(Object.entries(parts).map(([name, form]) => [name, filled(form)]));
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const draftNow = () => {
    const application = filled(parts.application);
    const card = filled(parts.card);
    return {
      who: ["surname", "given_name"].map((p) => application[`full_name.${p}`]?.[0] ?? "").join(" ").trim(),
      paper_on: head.elements.paper_on.value, mode: head.elements.mode.value, application,
      card: same(card, starts.card) ? null : card,
    };
  };
  let saving = Promise.resolve();
  const save = (state = "draft") => {
    if (!current) return saving;
    const { id, created } = current;
    const draft = draftNow();
    saving = saving.catch(() => {}).then(async () => {
      const saved = Date.now();
      await put({ id, created, saved, state, ...(await sealed(id, draft)) });
      one("[data-kept]").hidden = false;
      one("[data-kept-at]").textContent = clock(saved);
    });
    return saving;
  };
  const edit = async (id, start = {}) => {
    const row = await read("drafts", id);
    if (row && !["draft", "waiting", "refused"].includes(row.state)) return list();
    const draft = row ? await unsealed(row) : { application: starts.application, card: null, ...start };
    current = { id, created: row?.created ?? Date.now() };
    for (const [name, form] of Object.entries(parts)) {
      form.innerHTML = blank[name];
      fill(form, draft[name] ?? starts[name]);
    }
    head.elements.paper_on.value = draft.paper_on ?? "";
    head.elements.paper_on.max = today();
    head.elements.mode.value = draft.mode ?? "offline_electronic";
    dated = draft.paper_on ?? "";
    if (!row) date();
    one("[data-card]").open = Boolean(draft.card);
    one("[data-number]").textContent = id;
    one("[data-faults]").hidden = true;
    one("[data-kept]").hidden = true;
    one("[data-list]").hidden = true;
    one("[data-editor]").hidden = false;
    history.replaceState(null, "", `/village/drafts#${id}`);
    if (row?.state === "waiting") await save(); // taken out of the queue while it is changed
    window.scrollTo(0, 0);
  };
  const list = async () => {
    current = undefined;
    one("[data-editor]").hidden = true;
    one("[data-list]").hidden = false;
    history.replaceState(null, "", "/village/drafts");
    await show();
  };

  // The check of the telephone: what is missing and a mistyped IIN. The Rules are the server's.
  const digit = (iin) => {
    for (const weights of [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]]) {
      const rest = weights.reduce((sum, weight, at) => sum + weight * Number(iin[at]), 0) % 11;
      if (rest < 10) return rest;
    }
    return -1;
  };
  const emptyRow = (control) => {
    const row = control.closest("[data-rowset]");
    return row && !Object.keys(filledWithin(row)).length;
  };
  const filledWithin = (root) => {
    const form = document.createElement("form");
    form.append(root.cloneNode(true));
    all("select", root).forEach((select, at) => { all("select", form)[at].value = select.value; });
    return filled(form);
  };
  const faultsOf = (form) => {
    const shown = (e) => !e.closest("[data-show-if][hidden]") && !emptyRow(e);
    const label = (e) => (one("label, legend", e.closest(".fld"))?.textContent ?? "").replace(/\s+/g, " ").trim();
    const missing = all('[aria-required="true"]', form).filter((e) => shown(e)
      && (e.type === "checkbox" ? !e.checked : e.value.trim() === ""));
    const unchosen = all("fieldset[data-required]", form).filter((e) => shown(e)
      && !Object.keys(filledWithin(e)).length);
    const wrong = all('[name="iin"]', form).filter((e) => {
      const iin = e.value.trim();
      return iin !== "" && !(/^\d{12}$/.test(iin) && digit(iin) === Number(iin[11]));
    });
    return [
      ...[...missing, ...unchosen].map((e) => [e, `${label(e)}: ${said.required}`]),
      ...wrong.map((e) => [e, said.iin]),
    ];
  };
  const ready = async () => {
    const faults = [...faultsOf(head), ...faultsOf(parts.application)];
    if (draftNow().card) faults.push(...faultsOf(parts.card));
    if (head.elements.paper_on.value > today()) faults.push([head.elements.paper_on, said.future]);
    const box = one("[data-faults]");
    box.hidden = !faults.length;
    one("ul", box).replaceChildren(...faults.map(([control, words]) => {
      const link = document.createElement("a");
      Object.assign(link, { href: `#${control.id}`, textContent: words });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        control.focus();
        control.scrollIntoView({ block: "center" });
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    if (faults.length) {
      await save();
      box.focus();
      return;
    }
    await save("waiting");
    await list();
    await send();
  };
  // The card opens with what the application says already.
  const COPIED = { iin: "iin", sex: "sex", citizenship: "citizenship", birth_date: "birth_date", mobile: "mobile_phone", email: "email" };
  const copy = () => {
    const card = filled(parts.card);
    if (!same(card, starts.card)) return;
    const copied = { ...card };
    for (const [name, texts] of Object.entries(filled(parts.application))) {
      if (name in COPIED) copied[COPIED[name]] = texts;
      else if (name.startsWith("full_name.")) copied[name] = texts;
      else if (name.startsWith("address.")) copied[`registered_${name}`] = texts;
    }
    fill(parts.card, copied);
  };

  // A paper signed on its day: both dates of annex 1.1 follow the paper day until they are changed.
  const DATED = ["consent_date", "application_date"];
  let dated = "";
  const date = () => {
    const day = head.elements.paper_on.value;
    for (const name of DATED) {
      const field = parts.application.elements[name];
      if (field && (field.value === "" || field.value === dated)) field.value = day;
    }
    dated = day;
  };

  // ---- 6. Hands ----------------------------------------------------------------------
  const asked = (key) => new Promise((done) => {
    const dialog = one("#ask");
    one("#ask-text").textContent = said[key];
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  });
  const on = (selector, act) => one(selector).addEventListener("click", act);
  const changed = (() => {
    let timer;
    return (event) => {
      clearTimeout(timer);
      if (event.type === "change") save();
      else timer = setTimeout(save, 250);
    };
  })();
  const hands = () => {
    for (const form of [head, ...Object.values(parts)]) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", changed);
      form.addEventListener("change", (event) => event.isTrusted && changed(event));
    }
    head.elements.paper_on.addEventListener("change", date);
    on("[data-new]", () => edit(crypto.randomUUID(), { paper_on: today() }));
    on("[data-send]", send);
    on("[data-ready]", ready);
    on("[data-back]", async () => { await save(); await list(); });
    on("[data-drop]", async () => {
      if (!current || !(await asked("ask-drop"))) return;
      const { id } = current;
      current = undefined;
      await saving;
      await remove(id);
      await list();
    });
    on("[data-wipe]", async () => {
      if (!(await asked("ask-wipe"))) return;
      await wiped();
      location.assign("/village");
    });
    one("[data-card]").addEventListener("toggle", (event) => event.target.open && current && copy());
    one("[data-drafts]").addEventListener("click", async (event) => {
      const id = event.target.closest("[data-id]")?.dataset.id;
      if (event.target.closest("[data-open]")) await edit(id);
      if (event.target.closest("[data-remove]")) { await remove(id); await show(); }
    });
    one("[data-leave]").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (Number(localStorage.getItem(UNSENT_MARK)) && !(await asked("ask-leave"))) return;
      await session();
      await wiped();
      event.target.submit();
    });
    addEventListener("online", () => { show(); send(); });
    addEventListener("offline", show);
    document.addEventListener("visibilitychange", () => document.hidden && save());
  };

  const start = async () => {
    if (!crypto.subtle || !("indexedDB" in window) || !navigator.serviceWorker || !navigator.locks) {
      one("[data-note]").hidden = false;
      one("[data-note]").textContent = said.insecure;
      for (const button of all("[data-new], [data-send]")) button.disabled = true;
      return;
    }
    navigator.serviceWorker.register("/village/sw.js", { scope: "/village/" }).catch(() => {});
    navigator.storage?.persist?.();
    hands();
    await session();
    await show();
    const paper = /^\/village\/paper\/([0-9a-f-]{36})$/.exec(location.pathname);
    const wanted = paper?.[1] ?? /^#([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    if (wanted && !locked && (paper || await read("drafts", wanted))) {
      await edit(wanted, { mode: paper ? "offline_paper" : undefined });
    }
    await send();
  };
  start();
})();
