/**
 * The words of a text as the service's fingerprints know them.  Pure functions.
 *
 * The other side is `server/mingbian/rebuttals/fingerprints.py`; a test compares the two.
 */

/** Chinese characters of the longest word. */
const LONGEST = 4;

const CHINESE = "㐀-鿿豈-﫿";
const RUNS = new RegExp(
  String.raw`\p{Nd}+(?:[.,]\p{Nd}+)*%?|[${CHINESE}]+|(?:(?![${CHINESE}]|\p{Nd})[\p{L}\p{N}])+`,
  "gu",
);

const ENDINGS = ["ing", "ed", "es", "s"];
const STEM = 4; // letters that must remain of a word whose ending is cut

/** Characters that are compared as others. @param {{from: string, to: string}} fold @returns {Map<string, string>} */
export function foldMap({ from, to }) {
  return new Map(Array.from({ length: from.length }, (_, i) => [from[i], to[i]]));
}

/** @param {string} text @param {Map<string, string>} map */
export function fold(text, map) {
  const plain = text.normalize("NFKC").toLowerCase();
  return plain.replace(/[㐀-鿿豈-﫿]/g, (character) => map.get(character) ?? character);
}

/**
 * Hashes of everything in a folded text that may be a word: of Chinese, every stretch of two to
 * four characters.
 * @param {string} folded @returns {Generator<number>}
 */
export function* wordHashes(folded) {
  for (const [run] of folded.matchAll(RUNS)) {
    if (run >= "㐀" && (run <= "鿿" || (run >= "豈" && run <= "﫿"))) yield* stretches(run);
    else yield wordHash(stem(run), 0);
  }
}

/** @param {string} run */
function* stretches(run) {
  for (let start = 0; start < run.length - 1; start++) {
    const last = Math.min(run.length, start + LONGEST);
    for (let end = start + 2; end <= last; end++) yield wordHash(run, start, end);
  }
}

/** @param {string} word */
function stem(word) {
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= STEM);
  return ending ? word.slice(0, -ending.length) : word;
}

/**
 * 24 bits: FNV-1a over UTF-16 units, its upper byte folded in.
 * @param {string} text @param {number} start @param {number} [end]
 */
export function wordHash(text, start, end = text.length) {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 24) ^ (value & 0xffffff);
}
