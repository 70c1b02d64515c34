// Keys, the call's timer and the draft. Every page works without this file.
(() => {
  "use strict";
  const singleKeys = !document.body.classList.contains("no-keys");
  const inField = (node) => node.matches("input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]");
  const shown = (node) => node.getClientRects().length > 0 || node.closest("details:not([open])");

  // Elements say which key acts on them: data-key="n". Later ones win, so a pane may take a key over.
  const keyed = (key) => [...document.querySelectorAll("[data-key]")].filter((n) => n.dataset.key === key && shown(n)).pop();

  function act(node) {
    if (node.dataset.show) return document.getElementById(node.dataset.show).showModal();
    node.closest("details:not([open])")?.setAttribute("open", "");
    if (inField(node)) return void (node.focus(), node.select?.());
    if (node.matches("[type=radio]")) node.focus();
    node.click();
  }

  function move(step) {
    const links = [...document.querySelectorAll("[data-list] a")];
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    const current = here >= 0 ? here : links.findIndex((l) => l.hasAttribute("aria-current"));
    links[Math.min(Math.max(current + step, 0), links.length - 1)].focus();
  }

  const closeMenus = (but) => document.querySelectorAll(".menu[open]").forEach((menu) => menu === but || menu.removeAttribute("open"));
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const field = inField(event.target);
    if (event.key === "Escape") closeMenus();
    if (event.key === "Escape" && field) return void event.target.blur();
    if (document.querySelector("dialog[open]")) return;
    if (!event.altKey && (field || !singleKeys)) return;
    // With Alt some layouts print other characters: the physical key tells which one was meant.
    const key = event.altKey ? event.code.replace(/^(Key|Digit)/, "").toLowerCase().replace("slash", event.shiftKey ? "?" : "/") : event.key;
    if (key === "j" || key === "k") return void (move(key === "j" ? 1 : -1), event.preventDefault());
    const node = keyed(key);
    if (node) { event.preventDefault(); act(node); }
  });

  // On a phone the links scroll sideways: where one is comes into view.
  const here = document.querySelector(".top nav [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 60;

  const help = document.getElementById("keys");
  help?.addEventListener("toggle", () => {
    const rows = [["j k", "Move through the list"], ...[...document.querySelectorAll("[data-key]")].filter(shown)
      .map((n) => [n.dataset.key, n.dataset.does || n.getAttribute("aria-label") || n.closest("label")?.innerText || n.innerText])];
    help.querySelector("tbody").replaceChildren(...rows.map(([key, does]) => {
      const row = document.createElement("tr");
      row.append(Object.assign(document.createElement("td"), { textContent: key }), Object.assign(document.createElement("td"), { textContent: does.replace(/\s+\S$/, "").trim() || does }));
      return row;
    }));
  });
  document.querySelectorAll("[data-show]").forEach((n) => n.addEventListener("click", () => document.getElementById(n.dataset.show).showModal()));

  // Parts that only work with this script show themselves; a search field filters the cards it names.
  document.querySelectorAll("[data-with-script]").forEach((n) => { n.hidden = false; });
  document.querySelectorAll("[data-filter]").forEach((field) => field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of document.getElementById(field.dataset.filter).children) {
      card.hidden = !wanted.every((word) => (card.dataset.words || "").toLowerCase().includes(word));
    }
  }));

  document.querySelectorAll("[data-copy]").forEach((n) => n.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(n.dataset.copy).innerText);
    n.textContent = "Copied";
  }));

  // The timer of a call: <time data-since="ISO" data-offset="seconds already run">
  for (const clock of document.querySelectorAll("time[data-run]")) {
    const start = performance.now() - Number(clock.dataset.run) * 1000;
    const tick = () => {
      const s = Math.floor((performance.now() - start) / 1000);
      clock.textContent = `${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
    };
    tick();
    setInterval(tick, 1000);
  }

  // Outcome chosen → its part of the form opens, and suggestions stand in empty fields until somebody changes them. What
  // only they can say (`data-theirs`: what they promise) is suggested to a caller who chooses the ending here, and never
  // where words of the call tell it. The form says which fields hold a suggestion: the server knows it from what was typed.
  const form = document.querySelector("form[data-draft]");
  const stands = (field) => Boolean(field.dataset.suggested) && field.value === field.dataset.suggested;
  function suggest(field, text) {
    if (stands(field)) field.value = "";
    delete field.dataset.suggested;
    if (text && !field.value) { field.value = text; field.dataset.suggested = text; }
  }
  function tellSuggested() {
    const open = [...form.querySelectorAll("[data-suggest-by]")];
    open.filter((field) => !stands(field)).forEach((field) => { delete field.dataset.suggested; });
    form.elements.suggested.value = open.filter(stands).map((field) => field.name).join(" ");
  }
  function standAgain() {
    form.querySelectorAll("[data-suggest-by]").forEach((field) => { delete field.dataset.suggested; });
    form.elements.suggested.value.split(" ").map((name) => form.elements[name]).filter((field) => field?.value)
      .forEach((field) => { field.dataset.suggested = field.value; });
  }
  function follow(outcome, chosenHere = false) {
    const has = (list) => list.split(" ").includes(outcome);
    const meant = [...form.querySelectorAll("details[data-for]")].filter((part) => has(part.dataset.for));
    meant.forEach((part) => { part.open = true; });
    form.querySelectorAll("[data-suggest-by]").forEach((field) => {
      const theirs = "theirs" in field.dataset;
      if (!theirs || chosenHere) suggest(field, theirs && "hasWords" in form.dataset ? "" : JSON.parse(field.dataset.suggestBy)[outcome]);
    });
    tellSuggested();
    form.querySelectorAll(".promise[data-spare]").forEach((row) => { row.hidden = outcome !== "plan" && !row.querySelector("input").value; });
    return meant[0];
  }

  // What is asked and remarked about a promise, as the server answers while it is typed. Another figure, another yes.
  function ask(said) {
    for (const { kind, about, text } of said.asked) {
      const label = form.querySelector(`[data-question=${kind}]`);
      const box = label.querySelector("input");
      if (box.value !== about) { box.value = about; box.checked = false; }
      if (label.querySelector("span").textContent !== text) label.querySelector("span").textContent = text;
      label.hidden = !text;
    }
    const list = form.querySelector("[data-remarks]");
    if ([...list.children].map((line) => line.textContent).join() === said.remarks.join()) return;
    list.replaceChildren(...said.remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }

  // The draft: every keystroke goes into this browser at once and to the server on a pause, with a counter so that
  // a late save never replaces a newer one.
  function keepDraft() {
    const key = `draft:${form.dataset.call}`;
    const state = form.querySelector("[data-draft-state]");
    let revision = Number(form.dataset.revision), timer = 0;
    const body = () => { const data = new FormData(form); data.set("revision", revision); return data; };
    const plain = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "revision"].includes(name));
    const tell = (text) => { if (state) state.textContent = text; };
    const SAID = {
      401: "You are signed out. Your text is kept in this browser: sign in again and it comes back.",
      403: "Your text is kept in this browser. Load this page again to go on.",
      409: "This call was closed in another window. Your text is kept in this browser.",
    };
    const send = async () => {
      timer = 0;
      const sent = revision;
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), headers: { accept: "application/json" } });
        const said = answer.ok && await answer.json();
        const saved = said && said.saved;
        if (said && sent === revision) ask(said);
        if (saved) tell("Kept.");
        else if (answer.ok && sent === revision) tell("Another browser has newer text of this call. Load this page again to see it.");
        else if (!answer.ok) tell(SAID[answer.status] || "Kept in this browser; the server did not answer.");
      } catch { tell("Kept in this browser; the server cannot be reached."); }
    };
    const changed = () => {
      tellSuggested();
      revision += 1;
      try { localStorage.setItem(key, JSON.stringify({ revision, fields: plain() })); } catch { /* private window: the server still has it */ }
      clearTimeout(timer);
      timer = setTimeout(send, 400);
    };
    const restore = (fields) => {
      for (const field of form.elements) if (field.matches?.("[type=checkbox], [type=radio]")) field.checked = false;
      for (const [name, value] of fields) {
        const field = form.elements[name];
        if (!field) continue;
        if (field instanceof RadioNodeList || field.type === "checkbox") {
          [...(field.length ? field : [field])].filter((f) => f.value === value).forEach((f) => { f.checked = true; });
        } else field.value = value;
      }
      standAgain();
    };
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && kept.revision > revision) { revision = kept.revision; restore(kept.fields); tell("Brought back what this browser had kept."); send(); }
    form.addEventListener("input", changed);
    form.addEventListener("change", (event) => {
      if (event.target.name !== "outcome") return;
      follow(event.target.value, true)?.scrollIntoView({ block: "nearest" });  // what would be saved is seen before it is
      changed();
    });
    // A second window of the same call shows what is typed in the first, so neither loses the other's words.
    addEventListener("storage", (event) => {
      const other = event.key === key && JSON.parse(event.newValue || "null");
      if (!other || other.revision <= revision) return;
      revision = other.revision;
      restore(other.fields);
      const chosen = form.querySelector("[name=outcome]:checked");
      if (chosen) follow(chosen.value);
      tell("As typed in your other window.");
    });
    addEventListener("pagehide", () => { if (timer) navigator.sendBeacon(form.dataset.draft, body()); });
    form.addEventListener("submit", () => { tellSuggested(); clearTimeout(timer); timer = 0; });
    form.addEventListener("words", () => {  // the first line is heard: what stood there before it is nobody's word
      if ("hasWords" in form.dataset) return;
      form.dataset.hasWords = "";
      form.querySelector("[data-suggests]").hidden = true;
      form.querySelector("[data-suggests-nothing]").hidden = false;
      const theirs = [...form.querySelectorAll("[data-theirs]")].filter(stands);
      theirs.forEach((field) => suggest(field, ""));
      if (theirs.length) changed();
    });
  }
  if (form) {
    standAgain();
    keepDraft();
    form.querySelectorAll("[data-no-script]").forEach((n) => { n.hidden = true; });
    const chosen = form.querySelector("[name=outcome]:checked");
    if (chosen) follow(chosen.value); else form.querySelectorAll(".promise[data-spare]").forEach((row) => { row.hidden = true; });
  }
  // A recording: the time beside a turn plays from there. A turn that a link leads to takes the focus with it.
  const audio = document.querySelector("audio");
  if (audio) document.querySelectorAll("a[data-at]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    audio.currentTime = Number(link.dataset.at);
    audio.play();
  }));
  // While it plays, the turn one hears has an edge.
  const heard = [...document.querySelectorAll(".turns > li")].map((turn) => [turn, Number(turn.querySelector("a[data-at]")?.dataset.at)])
    .filter(([, at]) => !Number.isNaN(at));
  audio?.addEventListener("timeupdate", () => {
    const now = heard.findLast(([, at]) => at <= audio.currentTime + .05)?.[0];
    heard.forEach(([turn]) => turn.classList.toggle("now", turn === now));
  });
  document.querySelectorAll("a[href^='#turn-']").forEach((link) => link.addEventListener("click", () => {
    document.getElementById((link.getAttribute("href")).slice(1))?.focus({ preventScroll: true });
  }));
  // What stands in the way of saving: the first such field opens and gets the focus.
  const wrong = document.querySelector("[role=alert] a[href^='#']");
  const there = wrong && document.getElementById(wrong.hash.slice(1));
  if (there) {
    there.closest("details")?.setAttribute("open", "");
    (there.matches("input, select, textarea") ? there : there.querySelector("input"))?.focus();
  }
  // A mistake names its line: its link puts the cursor there.
  document.querySelectorAll("a[data-line]").forEach((link) => link.addEventListener("click", (event) => {
    const text = document.getElementById(link.hash.slice(1)), lines = text.value.split("\n");
    const at = Math.min(Number(link.dataset.line), lines.length) - 1;
    const start = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
    event.preventDefault();
    text.focus();
    text.setSelectionRange(start, start + lines[at].length);
    text.scrollTop = Math.max(0, at - 4) * (text.scrollHeight / lines.length);
  }));
  document.querySelectorAll("[data-print]").forEach((n) => { n.hidden = false; n.addEventListener("click", () => print()); });
  document.querySelectorAll("[data-forget]").forEach((n) => localStorage.removeItem(`draft:${n.dataset.forget}`));
})();
