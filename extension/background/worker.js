/**
 * The background: listens to the reader and to the pages, and lets others do the work.
 *
 * Nothing is kept in variables: the browser may stop this script between any two events.
 *
 * @import {Tab} from "../shared/browser.js"
 * @import {ToWorker} from "../shared/messages.js"
 */
import { isListed, isPage } from "../shared/addresses.js";
import {
  isPanelOpen, onButton, onClosed, onCommand, onLoading, onMenu, onMessage, openPanel, openTab, setMenu, tabState, tellTab, text,
} from "../shared/browser.js";
import { readSettings } from "../shared/settings.js";
import { BY_CLICK, checkTab, LISTED, lookAgain } from "./check.js";
import { forgetReport, lookUp, report, reports } from "./reports.js";
import { changeState, forget } from "./states.js";

/** In a window narrower than this (CSS pixels) a list beside the page would leave no page. */
const ROOM_FOR_PANEL = 640;

/** More new text than this share of what was checked is worth a word to the reader. */
const GROWN_SHARE = 0.3;

setMenu([
  { id: "page", title: text("menu_page"), contexts: ["page"] },
  { id: "selection", title: text("menu_selection"), contexts: ["selection"] },
]);

onButton((tab) => checkOnClick(tab, null));
onMenu((id, selection, tab) => tab && checkOnClick(tab, id === "selection" ? selection : null));
onCommand((command, tab) => {
  if (tab?.id) tellTab(tab.id, { type: "step", by: command === "next-mark" ? 1 : -1 }).catch(() => {});
});
onLoading(async (tab, status) => {
  await leftPage(tab, status);
  if (status === "complete") await checkListed(tab);
});
onClosed(forget);
onMessage(answer);

/** @param {Tab} tab @param {string | null} selection */
async function checkOnClick(tab, selection) {
  const id = /** @type {number} */ (tab.id);
  const hasRoom = (tab.width ?? ROOM_FOR_PANEL) >= ROOM_FOR_PANEL;
  const panel = hasRoom ? await opened(id) : await isPanelOpen(id);
  await checkTab(id, { ...BY_CLICK, panel, selection });
}

/** Whether the list is open beside the page now. @param {number} tab */
function opened(tab) {
  return openPanel(tab).then(
    () => true,
    () => false,
  );
}

/** Checks a page of a site that the reader has listed, unless it has been. @param {Tab} tab */
async function checkListed({ id, url }) {
  if (!id || !isPage(url)) return; // without permission for the site there is no url to see
  const known = await tabState(id);
  if (known && !known.moved) return;
  const { sites } = await readSettings();
  if (isListed(/** @type {string} */ (url), sites)) await checkTab(id, LISTED);
}

/**
 * Forgets what is known about a tab once another document is in it.  A check that is under way
 * when its page has loaded, or that began while this was found out, is this document's own.
 * @param {Tab} tab @param {string} status
 */
async function leftPage({ id }, status) {
  const known = id && (await tabState(id));
  if (!id || !known || (status === "complete" && known.phase === "reading")) return;
  const stays = await tellTab(id, { type: "here" }).catch(() => null);
  if (!stays) await changeState(id, (now) => (now?.run === known.run ? null : undefined));
}

/** @param {ToWorker} message @param {Tab | undefined} from */
function answer(message, from) {
  switch (message.type) {
    case "report":
      return report(message.report);
    case "reports":
      return reports();
    case "look-up":
      return lookUp(message.number);
    case "forget-report":
      return forgetReport(message.number);
  }
  const tab = "tab" in message ? message.tab : from?.id;
  if (tab === undefined) return undefined;
  switch (message.type) {
    case "placed":
      return change(tab, { lost: message.lost });
    case "moved":
      return moved(/** @type {Tab} */ (from));
    case "grown":
      return grown(/** @type {Tab} */ (from), message.share);
    case "open-panel":
      return openList(tab, message.disputing);
    case "check":
      return checkTab(message.tab, BY_CLICK);
    case "find":
      return tellTab(message.tab, { type: "go", id: message.id }).catch(() => ({ found: false }));
  }
}

/** @param {number} tab @param {Partial<import("../shared/messages.js").TabState>} news */
function change(tab, news) {
  return changeState(tab, (before) => before && { ...before, ...news });
}

/** The page has turned into another one; on a listed site that one is checked too. @param {Tab} tab */
async function moved(tab) {
  await change(/** @type {number} */ (tab.id), { moved: true });
  await checkListed(tab);
}

/**
 * Text has come in: a listed page is looked at again, on others the reader is told when it is much.
 * @param {Tab} tab @param {number} share of the text that was checked
 */
async function grown({ id = 0, url = "" }, share) {
  const { sites } = await readSettings();
  if (isListed(url, sites)) await lookAgain(id).catch(() => {}); // away, or gone
  if (share >= GROWN_SHARE) await change(id, { grown: true });
}

/** Opens the list from inside the page; in a tab of its own where the browser has no place beside it. @param {number} tab @param {string} [disputing] */
async function openList(tab, disputing) {
  const isOpen = await opened(tab);
  await change(tab, { disputing: disputing ? { id: disputing, at: Date.now() } : undefined });
  if (!isOpen) await openTab(`panel/panel.html?tab=${tab}`);
}
