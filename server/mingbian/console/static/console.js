// Comfort for curators; every page works without it.  Text reaches the page as text.
"use strict";

const texts = JSON.parse(document.getElementById("texts").textContent);
document.documentElement.classList.add("scripted");

/** Submit a form as soon as its choice changes. */
for (const choice of document.querySelectorAll("[data-submits]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

/** Move through a list and the console by keys, unless somebody is typing. */
const rows = [...document.querySelectorAll("[data-rows] > li")];
let at = -1;

function step(by) {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  at = Math.min(rows.length - 1, Math.max(0, at + by));
  rows[at].classList.add("at");
  rows[at].querySelector("a")?.focus();
  rows[at].scrollIntoView({ block: "nearest" });
}

function pick() {
  rows[at]?.querySelector("input[type=checkbox]")?.click();
}

/** Single keys can be turned off: dictation and a cat on the keyboard press them, too. */
const OFF = "mingbian-keys-off";

function showKeys() {
  const line = document.getElementById("keys");
  const off = localStorage.getItem(OFF);
  const turn = element("button", { class: "quiet", type: "button" }, off ? texts.keys_on : texts.keys_off);
  turn.addEventListener("click", () => {
    if (off) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    line.hidden = true;
  });
  line.replaceChildren(texts.keys, " ", turn);
  line.hidden = !line.hidden;
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  q: () => location.assign("/console/queue"),
  r: () => location.assign("/console/records"),
  n: () => location.assign("/console/new"),
  o: () => location.assign("/console/notes"),
  x: pick,
  "?": showKeys,
};

/** Ctrl+Enter sends the form that somebody writes in; the editor checks, and publishes nothing. */
function send(form) {
  form?.requestSubmit(form.querySelector('button[value="look"]') ?? form.querySelector("button:not([type=button])"));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    send(event.target.form);
    return;
  }
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const action = keys[event.key];
  if (!marked && !action) return;
  event.preventDefault();
  if (!marked) action();
  else if (marked.matches("input, textarea")) marked.focus();
  else marked.click();
});

/** Wait until a record is live, asking once every half second. */
const live = document.getElementById("live");

async function watch() {
  const answer = await fetch(live.dataset.at);
  const state = answer.ok ? await answer.json() : { live: false };
  if (state.live) {
    live.textContent = texts.live;
    live.className = "tag good";
    live.dataset.live = "yes";
  } else setTimeout(watch, 500);
}

if (live?.dataset.live === "no") watch();

/** Put a suggested phrasing on a line of its own. */
for (const button of document.querySelectorAll("[data-adds]")) {
  button.addEventListener("click", () => {
    const field = button.form.elements.phrasings;
    field.value = [field.value.trimEnd(), button.dataset.adds].filter(Boolean).join("\n");
    button.closest("li").remove();
  });
}

/** Look records up beside the editor, a moment after the typing stops. */
const editor = document.getElementById("editor");
const pane = document.getElementById("near");
const PAUSE = 350;
let waiting, asked;

function nearRow(one) {
  const link = element("a", { href: one.address, target: "_blank" }, one.claim);
  const meta = element("p", { class: "meta" }, `${one.verdictName} · ${one.publisher}`);
  if (one.apart) return element("div", { class: "near" }, link, meta, element("p", { class: "small faint" }, one.apart));
  const join = element("button", { name: "step", value: `join:${one.id}`, formnovalidate: "" }, texts.add_review);
  const label = element("label", { class: "grow" },
    element("span", { class: "unseen" }, texts.not_same),
    element("input", { name: `apart.${one.id}`, placeholder: texts.not_same, maxlength: "400" }));
  return element("div", { class: "near" }, link, meta, element("div", { class: "row" }, join, label));
}

function isBusy() {
  return [...pane.querySelectorAll("input")].some((input) => input.value || input === document.activeElement);
}

async function look(text) {
  asked?.abort();
  asked = new AbortController();
  const query = new URLSearchParams({ q: text, id: editor.elements.id.value });
  try {
    const answer = await fetch(`${editor.dataset.nearest}?${query}`, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const { near } = await answer.json();
    if (isBusy()) return;
    pane.replaceChildren(...(near.length ? near.map(nearRow) : [element("p", { class: "faint" }, texts.nearest_none)]));
  } catch (error) {
    if (error.name !== "AbortError") pane.replaceChildren(element("p", { class: "faint" }, texts.nearest_failed));
  }
}

editor?.querySelector("[data-near]").addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => look(event.target.value), PAUSE);
});
