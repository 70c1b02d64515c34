// A call while it goes on: the stream rings, the page asks for what changed, points tick themselves once as suggestions.
// Where no stream can be had the page asks every two seconds. Without this file lines are typed and sent as a form.
(() => {
  "use strict";
  const listen = document.querySelector("[data-listen]");
  if (!listen) return;
  const place = listen.querySelector("#prompt");
  const say = document.getElementById("say");
  const record = document.querySelector("form[data-draft]");
  const next = () => Number(document.getElementById("heard-n").value);

  // What this window remembers of the call: points that were suggested once.
  const key = `heard:${listen.dataset.call}`;
  const seen = JSON.parse(sessionStorage.getItem(key) || '{"points": [], "opened": false}');
  const remember = () => { try { sessionStorage.setItem(key, JSON.stringify(seen)); } catch { /* private window */ } };

  function suggestPoints() {
    const heard = document.getElementById("heard-n").dataset.points.split(" ").filter(Boolean);
    for (const point of heard) {
      record.querySelectorAll(`[data-heard=${point}], [data-heard=help]`).forEach((n) => { n.hidden = false; });
      if (seen.points.includes(point)) continue;  // taken away by the caller: not suggested again
      seen.points.push(point);
      const box = record.querySelector(`[name=points][value=${point}]`);
      if (!box.checked) { box.checked = true; box.dispatchEvent(new Event("input", { bubbles: true })); }
    }
    remember();
  }

  // An answer that was on its way when a prompt was dismissed still has it.
  const dismissed = new Set();

  function refresh() {
    const card = place.querySelector("[data-prompt]");
    if (card && dismissed.has(card.dataset.prompt)) card.remove();
    if (next() > 1) record.dispatchEvent(new Event("words"));
    if (next() > 1 && !seen.opened) listen.querySelector("details").open = seen.opened = true;
    suggestPoints();
  }

  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-dismiss]")) return;
    event.preventDefault();
    const card = place.querySelector("[data-prompt]");
    dismissed.add(card.dataset.prompt);
    window.htmx.ajax("POST", document.getElementById("dismiss").action, {
      source: listen, target: place, swap: "innerHTML", values: { prompt: card.dataset.prompt, showing: card.dataset.prompt },
    });
    card.remove();
  });

  const ask = () => window.htmx.ajax("GET", listen.dataset.listen, {
    target: place, swap: "innerHTML", values: { n: next(), showing: document.getElementById("showing").value },
  });
  document.body.addEventListener("htmx:afterSettle", refresh);
  document.body.addEventListener("htmx:oobAfterSwap", refresh);

  // Lines go one after the other, each as it stood when Enter was pressed; one that did not arrive comes back.
  let sending = Promise.resolve();
  say.querySelectorAll("[data-without-script]").forEach((n) => { n.hidden = true; });
  say.addEventListener("submit", (event) => {
    event.preventDefault();
    const line = { who: say.elements.who.value, text: say.elements.text.value };
    say.elements.text.value = "";
    if (line.text.trim()) sending = sending.then(() => send(line));
  });
  async function send(line) {
    let arrived = false;
    const watch = (event) => { arrived ||= event.detail.successful; };
    place.addEventListener("htmx:afterRequest", watch);
    const more = { n: next(), showing: document.getElementById("showing").value };
    await window.htmx.ajax("POST", say.action, { source: place, target: place, swap: "innerHTML", values: { ...line, ...more } });
    place.removeEventListener("htmx:afterRequest", watch);
    if (!arrived && !say.elements.text.value) say.elements.text.value = line.text;
  }

  let source = null, polling = 0, ringing = 0;
  const poll = () => { polling ||= setInterval(() => { if (!document.hidden) ask(); }, 2000); };
  const ring = (event) => {
    if (Number(event.lastEventId) < next()) return;  // typed here: the page has it
    clearTimeout(ringing);
    ringing = setTimeout(ask, 30);
  };
  function follow() {
    if (!("EventSource" in window)) return poll();
    source?.close();
    source = new EventSource(`${listen.dataset.events}?after=${next() - 1}`);
    source.addEventListener("turn", ring);
    source.addEventListener("closed", () => { source.close(); ask(); });
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) poll(); });
  }
  addEventListener("pageshow", follow);
  addEventListener("pagehide", () => source?.close());
  refresh();
})();
