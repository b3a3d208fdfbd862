/**
 * Text as it is compared: without what the eye does not see.  Pure functions.
 *
 * Extraction and browsers disagree about white space, so all of it goes, with zero-width
 * characters and soft hyphens; `at[i]` is where character i of the normal text stands in the
 * original, so that a place found in one is a place in the other.
 *
 * @typedef {{text: string, at: Uint32Array}} Normal
 */

const UNSEEN = /[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/;

/** Quotation marks and dashes that sites exchange for each other. */
const SAME = new Map([
  ["‘", "'"], ["’", "'"], ["“", '"'], ["”", '"'], ["「", '"'], ["」", '"'],
  ["–", "-"], ["—", "-"], ["―", "-"], ["…", "."],
]);

/** @param {string} text @returns {Normal} */
export function normal(text) {
  const at = new Uint32Array(text.length);
  /** @type {string[]} */
  const kept = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (UNSEEN.test(char)) continue;
    at[kept.length] = i;
    kept.push(SAME.get(char) ?? char);
  }
  return { text: kept.join(""), at: at.subarray(0, kept.length) };
}

/**
 * Original offsets of a stretch [start, end) of a normal text that is not empty.
 * @param {Normal} normal @param {number} start @param {number} end
 */
export function original({ at }, start, end) {
  return { start: at[start], end: at[end - 1] + 1 };
}
