/**
 * A mark in words: the same in the card, in the list and in the clipboard.
 *
 * @import {Annotation, Evidence, Severity} from "./messages.js"
 */
import { text } from "./browser.js";
import { language } from "./settings.js";

/** @param {Severity} severity */
export const severityWord = (severity) => text(`severity_${severity}`);

/** Null for a verdict that is not known. @param {string | null | undefined} verdict */
export const verdictWord = (verdict) => (verdict && text(`verdict_${verdict}`)) || null;

/**
 * A date as the reader writes it: "2024年3月5日", "2024年3月", or "2024年", as precise as it is
 * known.  What is no ISO date is given back as it is.
 * @param {string | null | undefined} iso
 */
export function dateWord(iso) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  const [, year, month, day] = parts;
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone: "UTC", year: "numeric" };
  if (month) options.month = "long";
  if (day) options.day = "numeric";
  const date = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)));
  return date.toLocaleDateString(language(), options);
}

/** Who, and when. @param {Evidence} evidence */
export function sourceLine({ publisher, date }) {
  return [publisher, dateWord(date)].filter(Boolean).join(" · ");
}

/**
 * Stretches of another language than the reader's: Chinese in English, and in Chinese at least
 * three words of Latin script.  Names of one or two words belong to the sentence around them.
 */
const CHINESE = /([㐀-鿿][\u3000-鿿＀-･“”‘’…·\d%]*)/;
const LATIN = /([a-z][a-z'’-]*(?:[\s\d,;:'’"()-]+[a-z][a-z'’-]*){2,}[.!?]*)/i;

/**
 * A text cut where its language changes: parts 0, 2, 4 … are in the reader's language, the others
 * in `other`, the tag of that language.
 * @param {string} words @returns {{parts: string[], other: "zh-CN" | "en"}}
 */
export function byLanguage(words) {
  return language() === "en"
    ? { parts: words.split(CHINESE), other: "zh-CN" }
    : { parts: words.split(LATIN), other: "en" };
}

/** The passage, or null for a mark about the whole page. @param {Annotation} annotation */
export function quoted({ target }) {
  const quote = target.selector?.find((selector) => selector.type === "TextQuoteSelector");
  return quote?.exact.replace(/\s+/g, " ").trim() ?? null;
}

/**
 * A mark as text with its links, for the clipboard.
 * @param {Annotation} annotation @param {string | null} page address of the page
 */
export function asText(annotation, page) {
  const quote = quoted(annotation);
  const lines = [
    quote && text("copy_quote", quote),
    `${annotation.label}${text("colon")}${annotation.message}`,
    ...annotation.evidence.flatMap(evidenceLines),
    page && text("copy_page", page),
  ];
  return lines.filter(Boolean).join("\n");
}

/** @param {Evidence} evidence */
function evidenceLines(evidence) {
  const verdict = verdictWord(evidence.verdict);
  const said = [sourceLine(evidence), verdict].filter(Boolean).join(text("colon"));
  return [said, evidence.title, evidence.url];
}
