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

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const field = inField(event.target);
    if (event.key === "Escape" && field) return void event.target.blur();
    if (document.querySelector("dialog[open]")) return;
    if (field || !singleKeys ? !event.altKey : event.altKey) return;
    // With Alt some layouts print other characters: the physical key tells which one was meant.
    const key = event.altKey ? event.code.replace(/^(Key|Digit)/, "").toLowerCase().replace("slash", event.shiftKey ? "?" : "/") : event.key;
    if (key === "j" || key === "k") return void (move(key === "j" ? 1 : -1), event.preventDefault());
    const node = keyed(key);
    if (node) { event.preventDefault(); act(node); }
  });

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
})();
