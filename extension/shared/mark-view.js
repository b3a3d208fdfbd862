/**
 * One mark as elements: verdict in words, why, who says so, when, and the link.
 *
 * @import {Annotation, Evidence} from "./messages.js"
 */
import { text } from "./browser.js";
import { h, link } from "./dom.js";
import { byLanguage, dateWord, severityWord, sourceLine, verdictWord } from "./wording.js";

/** The label with how grave it is, as a heading; said once where both are the same word. @param {Annotation} annotation */
export function markHead({ label, severity }) {
  const word = severityWord(severity);
  const same = label === word;
  return h(
    "h2",
    { class: "mark-head" },
    h("span", { class: "mark-label" }, h("span", { class: same ? "severity" : null }, label)),
    !same && h("span", { class: "severity" }, word),
  );
}

/** Why, and on whose word. @param {Annotation} annotation */
export function markReason({ message, evidence }) {
  return h(
    "div",
    {},
    h("p", { class: "mark-message" }, ...spoken(message)),
    evidence.length > 0 && h("ul", { class: "evidence", role: "list" }, ...evidence.map(evidenceItem)),
  );
}

/** @param {Evidence} evidence */
function evidenceItem(evidence) {
  const verdict = verdictWord(evidence.verdict);
  const who = sourceLine(evidence);
  return h(
    "li",
    {},
    (who || verdict) &&
      h(
        "p",
        { class: "who" },
        verdict && h("span", { class: "verdict" }, verdict),
        verdict && who ? " · " : null,
        ...spoken(evidence.publisher ?? ""),
        evidence.publisher && evidence.date ? " · " : null,
        evidence.date && h("span", { class: "date" }, dateWord(evidence.date)),
      ),
    h("p", {}, ...source(evidence)),
  );
}

/** The link to the source, and its language where that is not the reader's. @param {Evidence} evidence */
function source({ url, title, claim }) {
  const words = title || (url ? text("open_source") : claim ? text("about_claim", claim) : "");
  const { parts, other } = byLanguage(title ?? "");
  return [link(url, ...spoken(words)), parts.length > 1 && h("span", { class: "tongue" }, text(`source_${other.slice(0, 2)}`))];
}

/** A text in which every stretch names its language: voices and fonts change with it. @param {string} words */
function spoken(words) {
  const { parts, other } = byLanguage(words);
  return parts.map((part, i) => (i % 2 ? h("span", { lang: other }, part) : part));
}
