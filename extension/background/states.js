/**
 * What is known about each tab, and the badge that shows it.
 *
 * @import {TabState} from "../shared/messages.js"
 */
import { dropTabState, setBadge, setTabState, tabState, text } from "../shared/browser.js";
import { outcomeOf } from "../shared/outcome.js";

const COLOURS = { alert: "#a83a27", warning: "#8a5a00", notice: "#3d6480", none: "#5c636c" };

/** @type {Map<number, Promise<unknown>>} */
const queue = new Map();

/**
 * Changes the state of a tab, one change after the other.  `change` gets the state before and
 * returns the one after, undefined to leave it, or null to forget it.
 * @param {number} tab @param {(before: TabState | undefined) => TabState | undefined | null} change
 */
export function changeState(tab, change) {
  const next = (queue.get(tab) ?? Promise.resolve()).then(async () => {
    const after = change(await tabState(tab));
    if (after === undefined) return;
    if (after === null) return dropTabState(tab);
    await setTabState(tab, after);
    await showBadge(tab, after);
  });
  queue.set(tab, next.catch(() => {})); // a closed tab has no badge; the next change goes on
  return next;
}

/** @param {number} tab */
export function forget(tab) {
  queue.delete(tab);
  return dropTabState(tab);
}

/** @param {number} tab @param {TabState} state */
async function showBadge(tab, state) {
  const { kind, marks, severity } = outcomeOf(state);
  const sign = kind === "reading" ? "…" : kind === "marks" ? String(marks) : kind === "failed" ? "!" : "";
  const title = `${text("name_short")}${text("colon")}${text(`badge_${kind}`, marks)}`;
  await setBadge(tab, { text: sign, title, colour: COLOURS[severity] });
}
