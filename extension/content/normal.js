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

/** For each UTF-16 unit the one it is compared as; 0 for those that are left out. */
const COMPARED = new Uint16Array(0x10000).map((_, unit) => {
  const char = String.fromCharCode(unit);
  return UNSEEN.test(char) ? 0 : (SAME.get(char) ?? char).charCodeAt(0);
});

const UNITS = new TextDecoder("utf-16le");

/** @param {string} text @returns {Normal} */
export function normal(text) {
  const units = new Uint16Array(text.length);
  const at = new Uint32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = COMPARED[text.charCodeAt(i)];
    if (unit === 0) continue;
    units[length] = unit;
    at[length++] = i;
  }
  return { text: UNITS.decode(units.subarray(0, length)), at: at.subarray(0, length) };
}

/**
 * Original offsets of a stretch [start, end) of a normal text that is not empty.
 * @param {Normal} normal @param {number} start @param {number} end
 */
export function original({ at }, start, end) {
  return { start: at[start], end: at[end - 1] + 1 };
}
