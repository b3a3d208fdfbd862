/**
 * The options: sites that are checked by themselves, the service's address, what an address tells.
 *
 * A permission is asked for in the click that needs it, after a sentence that says why.
 */
import { asServer, asSite, isOwnMachine, patternOfServer, patternsOf } from "../shared/addresses.js";
import { askToReach, giveBack, text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { changeSettings, DEFAULTS, language, readSettings } from "../shared/settings.js";

/** @typedef {import("../shared/settings.js").Settings} Settings */

const root = /** @type {HTMLElement} */ (document.getElementById("view"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));

document.documentElement.lang = language();
document.title = text("options_title");
await render();

async function render() {
  const settings = await readSettings();
  root.replaceChildren(
    h("h1", {}, text("options_title")),
    sitesPart(settings),
    addressPart(settings),
    serverPart(settings),
    h("section", {}, h("h2", {}, text("private_title")), h("p", { class: "aside" }, text("private_text"))),
  );
}

/** @param {string} words */
async function changed(words) {
  await render();
  said.textContent = words;
}

// --- sites -----------------------------------------------------------------------------------

/** @param {Settings} settings */
function sitesPart({ sites }) {
  const field = h("input", { type: "text", id: "site", placeholder: "weibo.com", autocomplete: "off", spellcheck: false });
  const trouble = h("p", { class: "trouble", role: "alert" });
  return h(
    "section",
    {},
    h("h2", {}, text("sites_title")),
    h("p", { class: "aside" }, text("sites_text")),
    h(
      "form",
      { onsubmit: (/** @type {Event} */ event) => addSite(event, field.value, trouble) },
      h("label", { for: "site" }, text("sites_label")),
      field,
      h("button", { class: "button", type: "submit" }, text("add")),
      trouble,
    ),
    sites.length > 0 && h("ul", { class: "sites", role: "list" }, ...sites.map(siteItem)),
  );
}

/** @param {string} site */
function siteItem(site) {
  const remove = () => removeSite(site);
  return h(
    "li",
    {},
    h("span", {}, site),
    h("button", { class: "plain", type: "button", onclick: remove, "aria-label": text("remove_named", site) }, text("remove")),
  );
}

/** @param {Event} event @param {string} typed @param {HTMLElement} trouble */
async function addSite(event, typed, trouble) {
  event.preventDefault();
  const site = asSite(typed);
  if (!site) return void (trouble.textContent = text("sites_wrong"));
  if (!(await askToReach(patternsOf(site)))) return void (trouble.textContent = text("sites_refused"));
  const { sites } = await readSettings();
  await changeSettings({ sites: [...new Set([...sites, site])].sort() });
  await changed(text("sites_added", site));
}

/** Takes the site from the list and gives the permission back. @param {string} site */
async function removeSite(site) {
  const { sites } = await readSettings();
  await changeSettings({ sites: sites.filter((one) => one !== site) });
  await giveBack(patternsOf(site));
  await changed(text("sites_removed", site));
}

// --- what an address tells -------------------------------------------------------------------

/** @param {Settings} settings */
function addressPart({ keepQuery }) {
  const toggle = async (/** @type {Event} */ event) => {
    const { checked } = /** @type {HTMLInputElement} */ (event.target);
    await changeSettings({ keepQuery: checked });
    said.textContent = text("saved");
  };
  return h(
    "section",
    {},
    h("h2", {}, text("address_title")),
    h("p", { class: "aside" }, text("address_text")),
    h(
      "div",
      { class: "check" },
      h("input", { type: "checkbox", id: "query", checked: keepQuery, onchange: toggle }),
      h("label", { for: "query" }, text("address_label")),
    ),
  );
}

// --- the service -----------------------------------------------------------------------------

/** @param {Settings} settings */
function serverPart({ server }) {
  const field = h("input", { type: "text", id: "server", value: server, spellcheck: false });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const reset = () => {
    field.value = DEFAULTS.server;
  };
  return h(
    "section",
    {},
    h("h2", {}, text("server_title")),
    h("p", { class: "aside" }, isOwnMachine(server) ? text("server_own") : text("server_other", server)),
    h(
      "form",
      { onsubmit: (/** @type {Event} */ event) => saveServer(event, field.value, trouble) },
      h("label", { for: "server" }, text("server_label")),
      field,
      h("button", { class: "button", type: "submit" }, text("save")),
      server !== DEFAULTS.server && h("button", { class: "button", type: "button", onclick: reset }, text("server_reset")),
      trouble,
    ),
  );
}

/** @param {Event} event @param {string} typed @param {HTMLElement} trouble */
async function saveServer(event, typed, trouble) {
  event.preventDefault();
  const server = asServer(typed);
  if (!server) return void (trouble.textContent = text("server_wrong"));
  if (!(await askToReach([patternOfServer(server)]))) return void (trouble.textContent = text("server_refused"));
  await changeSettings({ server });
  await changed(text("saved"));
}
