/**
 * The list beside the page: shows the state of one tab, and passes on what the reader does.
 *
 * In Chrome the address names the tab; the sidebar of Firefox follows the tab in front.
 *
 * @import {Annotation, TabState} from "../shared/messages.js"
 */
import { patternOfServer } from "../shared/addresses.js";
import {
  askToReach, onTabChange, onTabState, openOptions, tabInFront, tabState, tellWorker, text,
} from "../shared/browser.js";
import { language, readSettings } from "../shared/settings.js";
import { asText, quoted } from "../shared/wording.js";
import { complain } from "./complaint.js";
import { writeLetter } from "./letter.js";
import { showReports } from "./reports.js";
import { view } from "./views.js";

const root = /** @type {HTMLElement} */ (document.getElementById("view"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const letter = /** @type {HTMLDialogElement} */ (document.getElementById("letter"));

const named = Number(new URLSearchParams(location.search).get("tab"));
let tab = named;
/** @type {TabState | undefined} */
let state;
let shown = "";
let server = "";
let asked = 0;

document.documentElement.lang = language();
document.title = text("name");

async function follow() {
  if (!named) tab = (await tabInFront())?.id ?? 0;
  await refresh();
}

async function refresh() {
  state = await tabState(tab);
  const wanted = JSON.stringify({ tab, ...state });
  if (wanted === shown) return;
  shown = wanted;
  render();
  if (state?.disputing && state.disputing.at > asked) {
    asked = state.disputing.at;
    disputeById(state.disputing.id);
  }
}

/** Draws anew, and leaves the focus and what was unfolded where they were. */
function render() {
  const key = document.activeElement?.getAttribute("data-key");
  const unfolded = [...root.querySelectorAll("details[open]")].map((element) => element.getAttribute("data-key"));
  root.replaceChildren(...view(state, actions));
  for (const details of root.querySelectorAll("details")) {
    details.open = unfolded.includes(details.getAttribute("data-key"));
  }
  const again = key && root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again instanceof HTMLElement) again.focus();
  say(root.querySelector("#outcome")?.textContent ?? "");
}

/** Tells a reader who hears the page. @param {string} words */
function say(words) {
  if (said.textContent !== words) said.textContent = words;
}

/** @type {import("./views.js").Actions} */
const actions = {
  check: () => tellWorker({ type: "check", tab }),
  find: (id) => tellWorker({ type: "find", tab, id }),
  dispute,
  tip: () => writeLetter(letter, { kind: "tip", url: pageUrl(), quote: state?.report?.article.title ?? undefined }),
  complain: () => complain(letter, state, say),
  copy: async (annotation) => {
    await navigator.clipboard.writeText(asText(annotation, pageUrl() ?? ""));
    say(text("copied"));
    confirmOn(`copy ${annotation.id}`);
  },
  reports: () => showReports(letter),
  options: openOptions,
  allow: async () => {
    if (await askToReach([patternOfServer(server)])) await tellWorker({ type: "check", tab });
  },
};

/** Says on the button itself that it is done. @param {string} key */
function confirmOn(key) {
  const button = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) button.textContent = text("copied");
}

const pageUrl = () => state?.report?.url ?? undefined;

/** @param {Annotation} annotation */
function dispute(annotation) {
  writeLetter(letter, {
    kind: "dispute",
    url: pageUrl(),
    quote: quoted(annotation) ?? undefined,
    annotation_id: annotation.id,
    record_id: annotation.evidence.find(({ record }) => record)?.record ?? undefined,
  });
}

/** @param {string} id */
function disputeById(id) {
  const annotation = state?.report?.annotations.find((one) => one.id === id);
  if (annotation && !letter.open) dispute(annotation);
}

onTabState((changed) => changed === tab && refresh());
if (!named) onTabChange(follow);
server = (await readSettings()).server;
await follow();
