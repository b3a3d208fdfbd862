/**
 * One check of one tab, from the click to the marks: the first function to read is `checkTab`.
 *
 * @import {Captured, Note, PageText, Problem, Report, TabState} from "../shared/messages.js"
 *
 * @typedef {object} Wish
 * @property {boolean} listed     by itself, on a site the reader has listed: quiet about trouble
 * @property {boolean} panel      a list is open beside the page
 * @property {string | null} selection  check these words only
 */
import { isExcluded, isPage } from "../shared/addresses.js";
import { inject, tabById, tabState, tellTab, text } from "../shared/browser.js";
import { outcomeOf } from "../shared/outcome.js";
import { readSettings } from "../shared/settings.js";
import { fingerprintsOf } from "./fingerprints.js";
import { lookFor } from "./look.js";
import { changeState } from "./states.js";
import { check, checkRequest, sentNote, ServiceError } from "./service.js";

/** @type {Wish} */
export const BY_CLICK = { listed: false, panel: true, selection: null };

/** @type {Wish} */
export const LISTED = { listed: true, panel: false, selection: null };

/**
 * Checks the page in a tab.
 *
 * 1. may it be read?  (`refusal`)
 * 2. on a listed site, a look that sends nothing: may it repeat a record at all?
 * 3. the content script reads it; forms and queries stay behind
 * 4. the service checks it
 * 5. the marks go into the page, the state to whoever shows it
 *
 * A later check of the same tab, and a new page in it, make an earlier one fall silent.
 * @param {number} tab @param {Wish} wish
 */
export async function checkTab(tab, wish) {
  const run = Date.now() + Math.random();
  const { url, title } = await tabById(tab);
  const refused = refusal(url);
  if (wish.listed && refused) return;
  await changeState(tab, () => ({ phase: "reading", run, title }));
  try {
    if (refused) throw new ServiceError(refused);
    await inject(tab);
    if (wish.listed && !(await mayRepeat(tab, run))) return;
    const state = await readAndAsk(tab, run, wish);
    const { lost } = await tellTab(tab, { type: "show", annotations: state.report.annotations, note: noteFor(state, wish) });
    await update(tab, run, { ...state, lost });
  } catch (error) {
    const problem = error instanceof ServiceError ? error.problem : "not_a_page";
    if (!(error instanceof ServiceError)) console.warn(error); // else nobody could tell why
    await sayTrouble(tab, problem, wish); // first: who sees the state must not see old marks beside it
    await update(tab, run, { phase: "failed", problem });
  }
}

/**
 * Looks again at a listed page into which text has come, and checks it when that may repeat a
 * record that nothing before did.
 * @param {number} tab
 */
export async function lookAgain(tab) {
  const known = (await tabState(tab))?.looked ?? [];
  const { found } = await look(tab);
  if (found.some((wording) => !known.includes(wording))) await checkTab(tab, LISTED);
}

/**
 * Whether the page may repeat a record.  Where not, that is its state, and the page is watched.
 * @param {number} tab @param {number} run
 */
async function mayRepeat(tab, run) {
  const { title, found } = await look(tab);
  await update(tab, run, { title, looked: found });
  if (found.length) return true;
  await tellTab(tab, { type: "show", annotations: [], note: null });
  await update(tab, run, { phase: "looked" });
  return false;
}

/** Compares the page with the index, here in the browser. @param {number} tab */
async function look(tab) {
  const { server, keepQuery } = await readSettings();
  /** @type {PageText} */
  const { title, text, sensitive } = await tellTab(tab, { type: "read", keepQuery });
  if (sensitive) throw new ServiceError("excluded");
  return { title, found: lookFor(await fingerprintsOf(server), text) };
}

/** Takes old marks away, and says why no new ones came where no list says it. @param {number} tab @param {Problem} problem @param {Wish} wish */
async function sayTrouble(tab, problem, { panel, listed }) {
  const note = panel || listed ? null : { text: text(`problem_${problem}`), marks: 0, stays: true };
  await tellTab(tab, { type: "show", annotations: [], note }).catch(() => {}); // a page nothing can be put into
}

/** Why a page is not read at all; null where it is. @param {string | undefined} url @returns {Problem | null} */
function refusal(url) {
  if (!isPage(url)) return "not_a_page";
  return isExcluded(/** @type {string} */ (url)) ? "excluded" : null;
}

/**
 * @param {number} tab @param {number} run @param {Wish} wish
 * @returns {Promise<{phase: "done", title: string, report: Report}>}
 */
async function readAndAsk(tab, run, { selection }) {
  const { server, keepQuery } = await readSettings();
  /** @type {Captured} */
  const captured = await tellTab(tab, { type: "capture", keepQuery });
  if (captured.sensitive) throw new ServiceError("excluded");
  const request = checkRequest(captured, selection);
  await update(tab, run, { title: captured.title, sent: sentNote(server, request, selection) });
  const report = await check(server, request);
  return { phase: "done", title: captured.title, report };
}

/**
 * Adds to the state of this run; does nothing when another check has begun since.
 * @param {number} tab @param {number} run @param {Partial<TabState>} news
 */
function update(tab, run, news) {
  return changeState(tab, (before) => (before?.run === run ? { ...before, ...news } : undefined));
}

/**
 * The line for a page without a list beside it.  On listed sites only marks are worth a line.
 * @param {Pick<TabState, "phase" | "report">} state @param {Wish} wish @returns {Note | null}
 */
function noteFor(state, { panel, listed }) {
  if (panel) return null;
  const { kind, marks } = outcomeOf({ ...state, run: 0 });
  if (listed && kind !== "marks") return null;
  return { text: text(`badge_${kind}`, marks), marks, stays: marks > 0 };
}
