/**
 * Where in a text is the passage that a mark quotes?  Pure functions, from strict to loose.
 *
 *  1. the very characters of the quote
 *  2. the same without white space and with plain quotation marks
 *  3. nearly the same: at most 15 % other characters, but the same figures and negations
 *
 * Several places are told apart by what stands before and after.  A quote whose place stays in
 * doubt has none: a mark in the wrong place is worse than a mark in the list alone.
 *
 * @import {Annotation} from "../shared/messages.js"
 * @import {Normal} from "./normal.js"
 *
 * @typedef {{start: number, end: number}} Span
 * @typedef {object} Reading   what a page says, as the reader sees it
 * @property {string} text
 * @property {Normal} normal
 * @property {Span[]} headings  stretches of `text` that are h1 to h3
 * @typedef {{exact: string, prefix: string, suffix: string, first: boolean}} Quote
 * @typedef {Span & {likeness: number}} Candidate
 */
import approxSearch from "approx-string-match";
import { normal, original } from "./normal.js";

/** Share of characters that may differ.  For Chinese more would be another sentence. */
const MAX_ERRORS = 0.15;

/** Below this weight a quote is never searched for loosely: "来源:网络" is like too much. */
const LOOSE_WEIGHT = 12;

/** Below this weight a quote that stands in several places must have its surroundings … */
const ALONE_WEIGHT = 7;

/** … and below this one even where it stands only once: "来源:网络" may be another's. */
const ONLY_WEIGHT = 5;

/** How much of the surroundings must agree where the quote alone does not decide, 0 to 1. */
const CONTEXT_FLOOR = 0.25;

/** Likeness of quote and surroundings together that a loose place must reach. */
const LOOSE_FLOOR = 0.75;

/** Longest text in which is searched loosely: 20 ms for 100,000 characters. */
const LOOSE_TEXT = 300_000;

/** Characters of the page compared with the prefix and the suffix. */
const CONTEXT = 32;

/** A Latin letter says about a third of what a Chinese character says. */
const LATIN_WEIGHT = 0.35;

/**
 * The places of the annotations that quote a passage; null where there is none.  Annotations
 * about the whole page are left out.
 * @param {Reading} reading @param {Annotation[]} annotations
 * @returns {Map<string, Span | null>}
 */
export function anchorAll(reading, annotations) {
  /** @type {Map<string, Span | null>} */
  const places = new Map();
  for (const annotation of annotations) {
    const quote = quoteOf(annotation);
    if (quote) places.set(annotation.id, anchor(reading, quote));
  }
  return places;
}

/** The passage a mark is about; null for a mark about the whole page. @param {Annotation} annotation @returns {Quote | null} */
export function quoteOf({ target }) {
  const selectors = target.selector ?? [];
  const quote = selectors.find((selector) => selector.type === "TextQuoteSelector");
  if (!quote || !quote.exact.trim()) return null;
  const position = selectors.find((selector) => selector.type === "TextPositionSelector");
  const { exact, prefix = "", suffix = "" } = quote;
  return { exact, prefix, suffix, first: position?.start === 0 };
}

/** @param {Reading} reading @param {Quote} quote @returns {Span | null} */
export function anchor(reading, quote) {
  for (const stage of [exactly, normally, loosely]) {
    const candidates = stage(reading, quote);
    if (candidates.length) return choose(reading, quote, candidates);
  }
  return null;
}

/** @param {Reading} reading @param {Quote} quote @returns {Candidate[]} */
function exactly({ text }, { exact }) {
  return occurrences(text, exact).map((start) => ({
    start,
    end: start + exact.length,
    likeness: 1,
  }));
}

/** @param {Reading} reading @param {Quote} quote @returns {Candidate[]} */
function normally(reading, { exact }) {
  const wanted = normal(exact).text;
  return occurrences(reading.normal.text, wanted).map((start) => ({
    ...original(reading.normal, start, start + wanted.length),
    likeness: 1,
  }));
}

/** @param {Reading} reading @param {Quote} quote @returns {Candidate[]} */
function loosely(reading, { exact }) {
  const wanted = normal(exact).text;
  const text = reading.normal.text.slice(0, LOOSE_TEXT);
  if (weight(wanted) < LOOSE_WEIGHT) return [];
  return approxSearch(text, wanted, Math.floor(wanted.length * MAX_ERRORS))
    .map(({ start, end, errors }) => ({
      ...original(reading.normal, start, end),
      likeness: 1 - errors / wanted.length,
    }))
    .filter(({ start, end }) => saysTheSame(reading.text.slice(start, end), exact));
}

/**
 * The candidate whose surroundings fit best; null where none fits well enough.
 * @param {Reading} reading @param {Quote} quote @param {Candidate[]} candidates
 */
function choose(reading, quote, candidates) {
  const scored = candidates.map((candidate) => ({
    candidate,
    context: contextLikeness(reading, quote, candidate),
    heading: quote.first && isHeading(reading, candidate) ? 1 : 0,
  }));
  scored.sort(
    (a, b) =>
      b.heading - a.heading ||
      b.candidate.likeness + b.context - (a.candidate.likeness + a.context) ||
      a.candidate.start - b.candidate.start,
  );
  const [best] = scored;
  const { start, end, likeness } = best.candidate;
  const enough = candidates.length === 1 ? ONLY_WEIGHT : ALONE_WEIGHT;
  const alone = weight(quote.exact) >= enough || best.heading;
  if (!alone && best.context < CONTEXT_FLOOR) return null;
  if (likeness < 1 && (2 * likeness + best.context) / 3 < LOOSE_FLOOR) return null;
  return { start, end };
}

/** @param {Reading} reading @param {Span} span */
function isHeading({ headings }, { start, end }) {
  return headings.some((heading) => heading.start <= start && end <= heading.end);
}

/**
 * How well the text around a place fits prefix and suffix, 0 to 1.  A quote without
 * surroundings fits everywhere.
 * @param {Reading} reading @param {Quote} quote @param {Span} span
 */
function contextLikeness({ text }, { prefix, suffix }, { start, end }) {
  const before = normal(text.slice(Math.max(0, start - 2 * CONTEXT), start)).text.slice(-CONTEXT);
  const after = normal(text.slice(end, end + 2 * CONTEXT)).text.slice(0, CONTEXT);
  const wantedBefore = normal(prefix).text;
  const wantedAfter = normal(suffix).text;
  const parts = [];
  if (wantedBefore) parts.push(likeness(reversed(before), reversed(wantedBefore)));
  if (wantedAfter) parts.push(likeness(after, wantedAfter));
  return parts.length ? parts.reduce((sum, part) => sum + part, 0) / parts.length : 1;
}

/**
 * Likeness of two short texts that should begin alike: half for the common beginning, half for
 * common pairs of characters anywhere (a caption or a label may stand in between).
 * @param {string} found @param {string} wanted
 */
function likeness(found, wanted) {
  let common = 0;
  while (common < wanted.length && found[common] === wanted[common]) common++;
  const pairs = pairsOf(wanted);
  const inFound = new Set(pairsOf(found));
  const shared = pairs.filter((pair) => inFound.has(pair)).length;
  return (common / wanted.length + (pairs.length ? shared / pairs.length : 0)) / 2;
}

/** @param {string} text */
function pairsOf(text) {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
}

/** @param {string} text */
const reversed = (text) => [...text].reverse().join("");

/**
 * Whether figures and negations are the same: "136 例" is nearly "700 例", "能" nearly "不能",
 * and yet another claim.
 * @param {string} found @param {string} wanted
 */
export function saysTheSame(found, wanted) {
  return meaningful(found) === meaningful(wanted);
}

const FIGURES =
  /\d+|[一二三四五六七八九十百千万亿两半零〇]|[不没未无非否勿别]|n['’]t\b|\b(?:not|no|never|without)\b/gi;

/** Numbers of footnotes, which extraction leaves out. */
const FOOTNOTE = /[[［【]\d{1,3}[\]］】]/g;

/** @param {string} text */
function meaningful(text) {
  return (text.replace(FOOTNOTE, "").match(FIGURES) ?? []).join(" ").toLowerCase();
}

/**
 * How much a text says, in Chinese characters.
 * @param {string} text
 */
export function weight(text) {
  const letters = text.replace(/\s/g, "");
  const wide = letters.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu)?.length ?? 0;
  return wide + (letters.length - wide) * LATIN_WEIGHT;
}

/** Where `wanted` begins in `text`, at most 200 times. @param {string} text @param {string} wanted */
function occurrences(text, wanted) {
  const found = [];
  let from = wanted ? text.indexOf(wanted) : -1;
  while (from !== -1 && found.length < 200) {
    found.push(from);
    from = text.indexOf(wanted, from + 1);
  }
  return found;
}
