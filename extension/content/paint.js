/**
 * Paints marks through CSS.highlights: the page's own nodes are not touched.
 *
 * @import {Severity} from "../shared/messages.js"
 * @typedef {{severity: Severity, ranges: Range[]}} Painted
 */

/** Where marks lie over each other the graver one is seen. */
export const PRIORITY = { notice: 1, warning: 2, alert: 3 };

/** The mark whose card is open; painted over all others. */
const CURRENT = "mingbian-current";

/** @type {Severity[]} */
const SEVERITIES = ["alert", "warning", "notice"];

/** Documents with paint on them: the page's, and those of its frames. @type {Set<Document>} */
const paintedDocuments = new Set();

/** Paints exactly these marks; what was painted before is gone. @param {Painted[]} marks */
export function paint(marks) {
  wash();
  for (const severity of SEVERITIES) {
    const ranges = marks.filter((mark) => mark.severity === severity).flatMap((mark) => mark.ranges);
    layer(`mingbian-${severity}`, ranges, PRIORITY[severity]);
  }
}

/** Brings out one mark among the others; an empty list brings out none. @param {Range[]} ranges */
export function bringOut(ranges) {
  for (const document of paintedDocuments) registry(document)?.delete(CURRENT);
  layer(CURRENT, ranges, 4);
}

/** Takes all paint away. */
export function wash() {
  for (const document of paintedDocuments) {
    const highlights = registry(document);
    for (const severity of SEVERITIES) highlights?.delete(`mingbian-${severity}`);
    highlights?.delete(CURRENT);
  }
  paintedDocuments.clear();
}

/** @param {string} name @param {Range[]} ranges @param {number} priority */
function layer(name, ranges, priority) {
  const byDocument = Map.groupBy(ranges, (range) => /** @type {Document} */ (range.startContainer.ownerDocument));
  for (const [document, inside] of byDocument) {
    const view = /** @type {(Window & typeof globalThis) | null} */ (document.defaultView);
    if (!view) continue;
    const highlight = new view.Highlight(...inside);
    highlight.priority = priority;
    view.CSS.highlights.set(name, highlight);
    paintedDocuments.add(document);
  }
}

/** Null where the document's frame is gone. @param {Document} document */
function registry(document) {
  const view = /** @type {(Window & typeof globalThis) | null} */ (document.defaultView);
  return view?.CSS.highlights ?? null;
}
