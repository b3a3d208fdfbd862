/**
 * Which marks lie under a point.  Marks are paint and get no events of their own.
 *
 * @import {Placed} from "./marks.js"
 */
import { PRIORITY } from "./paint.js";

/** Pixels around the letters that still count: the line under them, and a thumb. */
const SLACK = 3;

/**
 * The marks at a point of this window, the gravest first; none where something else covers them.
 * @param {Placed[]} placed @param {number} x @param {number} y
 */
export function marksAt(placed, x, y) {
  return placed
    .filter(({ ranges }) => ranges.some((range) => isUnder(range, x, y)))
    .sort((a, b) => PRIORITY[b.annotation.severity] - PRIORITY[a.annotation.severity]);
}

/** The marks in which an element is, or which are in it. @param {Placed[]} placed @param {Node} element */
export function marksIn(placed, element) {
  return placed.filter(({ ranges }) => ranges.some((range) => range.intersectsNode(element)));
}

/** @param {Range} range @param {number} x @param {number} y */
function isUnder(range, x, y) {
  const offset = offsetOf(viewOf(range));
  const hit = [...range.getClientRects()].some(
    ({ left, right, top, bottom }) =>
      x >= left + offset.x - SLACK &&
      x <= right + offset.x + SLACK &&
      y >= top + offset.y - SLACK &&
      y <= bottom + offset.y + SLACK,
  );
  return hit && isOnTop(range, x - offset.x, y - offset.y);
}

/** Whether the text's own element is what is seen there. @param {Range} range @param {number} x @param {number} y */
function isOnTop(range, x, y) {
  const root = /** @type {Document | ShadowRoot} */ (range.startContainer.getRootNode());
  const seen = root.elementFromPoint(x, y);
  const parent = range.startContainer.parentElement;
  return !seen || !parent || seen.contains(parent) || parent.contains(seen);
}

/**
 * Where a window begins in this window: 0, 0 unless it is in a frame.
 * @param {Window | null} view @returns {{x: number, y: number}}
 */
export function offsetOf(view) {
  const frame = view === window ? null : view?.frameElement;
  if (!frame) return { x: 0, y: 0 };
  const { x, y } = offsetOf(/** @type {Window} */ (view).parent);
  const box = frame.getBoundingClientRect();
  return { x: x + box.left + frame.clientLeft, y: y + box.top + frame.clientTop };
}

/** @param {Range} range */
const viewOf = (range) => range.startContainer.ownerDocument?.defaultView ?? null;

/** The rectangles of a mark in this window's coordinates. @param {Range[]} ranges */
export function boxesOf(ranges) {
  return ranges.flatMap((range) => {
    const { x, y } = offsetOf(viewOf(range));
    return [...range.getClientRects()]
      .filter(({ width }) => width > 0)
      .map((box) => new DOMRect(box.x + x, box.y + y, box.width, box.height));
  });
}
