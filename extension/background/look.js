/**
 * A look without sending: may a text repeat one of the index's wordings?  Pure functions.
 *
 * A passage may repeat a wording when it holds enough of the weight of the wording's words; rare
 * words weigh most.  What this catches and what it misses is measured by `scripts/bench
 * fingerprints`, and written in README.md.
 *
 * @typedef {object} Packed  the answer of GET /v1/fingerprints
 * @property {1} format
 * @property {number} wordings
 * @property {number} least_share
 * @property {number} least_weight
 * @property {number} least_short_weight
 * @property {{from: string, to: string}} fold
 * @property {string} hashes        base64; 3 bytes a word, the commonest first
 * @property {[number, number][]} counts  how many wordings have a word, for how many words
 * @property {string} sets          base64; for each wording its words' numbers, as steps
 *
 * @typedef {object} Fingerprints
 * @property {Packed} packed
 * @property {Map<string, string>} fold
 * @property {Map<number, number>} numbers   of words, by their hash
 * @property {Float32Array} weights          of words, by their number
 * @property {number[][]} having             the sets that have a word, by its number
 * @property {Float32Array} totals           weight of each set
 */
import { fold, foldMap, wordHashes } from "./words.js";

/** Characters of a text that are looked at: a longer one is a book. */
const MOST_TEXT = 300_000;

/** Characters up to which two neighbouring sentences are also looked at together, as the service does. */
const PAIR = 90;

/** A sentence longer than this is cut: it is a list, or text without punctuation. */
const LONGEST = 200;

/** A wording counts as there whole from this share on: sums of fractions are not exact. */
const WHOLE = 0.95;

/** @param {Packed} packed @returns {Fingerprints} */
export function unpack(packed) {
  const hashes = bytes(packed.hashes);
  const numbers = new Map();
  for (let i = 0; i < hashes.length / 3; i++) {
    numbers.set((hashes[3 * i] << 16) | (hashes[3 * i + 1] << 8) | hashes[3 * i + 2], i);
  }
  const weights = weightsOf(packed, numbers.size);
  /** @type {number[][]} */
  const having = Array.from({ length: numbers.size }, () => []);
  /** @type {number[]} */
  const totals = [];
  for (const words of setsIn(bytes(packed.sets))) {
    for (const word of words) having[word].push(totals.length);
    totals.push(words.reduce((sum, word) => sum + weights[word], 0));
  }
  return { packed, fold: foldMap(packed.fold), numbers, weights, having, totals: Float32Array.from(totals) };
}

/** How rare each word is. @param {Packed} packed @param {number} size */
function weightsOf({ wordings, counts }, size) {
  const weights = new Float32Array(size);
  let at = 0;
  for (const [having, words] of counts) {
    weights.fill(Math.log(1 + (wordings - having + 0.5) / (having + 0.5)), at, (at += words));
  }
  return weights;
}

/** @param {Uint8Array} packed @returns {Generator<number[]>} */
function* setsIn(packed) {
  let at = 0;
  const next = () => {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      number |= (packed[at] & 0x7f) << shift;
      if (packed[at++] < 0x80) return number;
    }
  };
  while (at < packed.length) {
    let word = 0;
    yield Array.from({ length: next() }, () => (word += next()));
  }
}

/** @param {string} base64 */
const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * The wordings that a text may repeat, by number; none where it repeats none.
 * @param {Fingerprints} fingerprints @param {string} text  each block on a line of its own
 * @returns {number[]}
 */
export function lookFor(fingerprints, text) {
  const found = new Set();
  const scores = new Float32Array(fingerprints.totals.length);
  for (const words of passages(fingerprints, text.slice(0, MOST_TEXT))) {
    for (const set of alike(fingerprints, words, scores)) found.add(set);
  }
  return [...found];
}

/**
 * The known words of each sentence, and of each two short neighbours in a block.
 * @param {Fingerprints} fingerprints @param {string} text @returns {Generator<Set<number>>}
 */
function* passages({ fold: map, numbers }, text) {
  for (const line of fold(text, map).split("\n")) {
    let before = { words: new Set(), length: Infinity };
    for (const sentence of sentences(line)) {
      const words = new Set();
      for (const hash of wordHashes(sentence)) {
        const word = numbers.get(hash);
        if (word !== undefined) words.add(word);
      }
      yield words;
      if (before.length + sentence.length <= PAIR) yield new Set([...before.words, ...words]);
      before = { words, length: sentence.length };
    }
  }
}

/** @param {string} line */
function sentences(line) {
  const whole = line.split(/(?<=[。！？!?；;…])|(?<=\.)\s/).filter((sentence) => sentence.trim());
  return whole.flatMap((sentence) => sentence.match(new RegExp(`.{1,${LONGEST}}`, "gsu")) ?? []);
}

/**
 * The sets that these words are enough of.  `scores` is all zero before and after.
 * @param {Fingerprints} fingerprints @param {Set<number>} words @param {Float32Array} scores
 */
function alike({ packed, weights, having, totals }, words, scores) {
  const touched = [];
  for (const word of words) {
    for (const set of having[word]) {
      if (scores[set] === 0) touched.push(set);
      scores[set] += weights[word];
    }
  }
  const found = touched.filter((set) => isEnough(packed, scores[set], scores[set] / totals[set]));
  for (const set of touched) scores[set] = 0;
  return found;
}

/** @param {Packed} packed @param {number} weight @param {number} share */
function isEnough({ least_share, least_weight, least_short_weight }, weight, share) {
  if (share >= WHOLE) return weight >= least_short_weight;
  return share >= least_share && weight >= least_weight;
}
