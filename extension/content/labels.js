/**
 * How the page's labels look: the small words that say where a text comes from, that it is an
 * advertisement, made by AI, or played.  Measured here, because only the browser knows.
 *
 * @import {LayoutNote} from "../shared/messages.js"
 */
import { WHITE, blend, contrast, parseColour } from "./colour.js";

/** What a label says.  Longer texts that hold these words are sentences, not labels. */
const LABEL =
  /来源|來源|转载|轉載|转自|轉自|出处|人工智能|AI\s*(?:生成|合成|创作|制作|辅助|創作|製作)|由\s*AI|(?:生成|合成)内容|广告|廣告|推广|赞助|剧情|劇情|演绎|演繹|摆拍|擺拍|虚构|虛構|仅供娱乐|\bsource\s*:|advert|sponsored|promoted|AI[- ]generated|generated (?:by|with) AI|dramati[sz]ation|re-?enactment/i;

const LONGEST_LABEL = 40;

/** More labels than this say nothing new: list pages have one for each item. */
const MOST_LABELS = 40;

/** Thinner than this no letter can be read, whatever its colour. */
const READABLE_PX = 3;

/** Less opaque than this nobody sees it. */
const SEEN_OPACITY = 0.1;

/** Colours nearer than this are one colour to the eye. */
const SEEN_CONTRAST = 1.1;

/**
 * Notes on the labels in the page, in page order, at most 40.
 * @param {Document} document @returns {LayoutNote[]}
 */
export function labelNotes(document) {
  const walker = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
  /** @type {LayoutNote[]} */
  const notes = [];
  while (notes.length < MOST_LABELS && walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const quote = node.data.trim();
    if (!quote || quote.length > LONGEST_LABEL || !LABEL.test(quote) || !isText(node)) continue;
    notes.push(noteOn(node, quote));
  }
  return notes;
}

/** @param {Text} node */
function isText(node) {
  const name = node.parentElement?.localName ?? "";
  return !["script", "style", "noscript", "textarea", "option", "template"].includes(name);
}

/** @param {Text} node @param {string} quote @returns {LayoutNote} */
function noteOn(node, quote) {
  const element = /** @type {Element} */ (node.parentElement);
  const style = getComputedStyle(element);
  const font = Number.parseFloat(style.fontSize);
  const ratio = contrastOf(element, style);
  return {
    quote,
    font_px: font,
    contrast: ratio === null ? null : Math.round(ratio * 100) / 100,
    visible: isSeen(node, element, font, ratio),
  };
}

/**
 * Contrast of the letters with what is behind them; null where that is a picture.
 * @param {Element} element @param {CSSStyleDeclaration} style
 */
function contrastOf(element, style) {
  const letters = parseColour(style.color);
  const behind = backgroundOf(element);
  if (!letters || !behind) return null;
  const alpha = letters.alpha * opacityOf(element);
  return contrast(blend({ ...letters, alpha }, behind), behind);
}

/** The opaque colour behind an element; null where it is a picture or cannot be told. @param {Element | null} element @returns {import("./colour.js").Colour | null} */
function backgroundOf(element) {
  if (!element) return WHITE;
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  if (backgroundImage !== "none") return null;
  const colour = parseColour(backgroundColor);
  if (!colour) return null;
  if (colour.alpha === 1) return colour;
  const under = backgroundOf(element.parentElement);
  return under && blend(colour, under);
}

/** Opacity multiplied up to the root. @param {Element} element */
function opacityOf(element) {
  let product = 1;
  for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
    product *= Number(getComputedStyle(at).opacity);
  }
  return product;
}

/** @param {Text} node @param {Element} element @param {number} font @param {number | null} ratio */
function isSeen(node, element, font, ratio) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (font < READABLE_PX || opacityOf(element) < SEEN_OPACITY) return false;
  if (ratio !== null && ratio < SEEN_CONTRAST) return false;
  const range = document.createRange();
  range.selectNodeContents(node);
  return isOnPage(range.getBoundingClientRect()) && !isClipped(element, range);
}

/** Whether any of it can be scrolled to. @param {DOMRect} box */
function isOnPage({ left, top, right, bottom, width, height }) {
  if (width < 1 || height < 1) return false;
  const page = document.documentElement;
  const inWidth = right + scrollX > 0 && left + scrollX < Math.max(page.scrollWidth, innerWidth);
  return inWidth && bottom + scrollY > 0 && top + scrollY < Math.max(page.scrollHeight, innerHeight);
}

/** Whether an ancestor cuts it off: `overflow: hidden` around a box of no size. @param {Element} element @param {Range} range */
function isClipped(element, range) {
  const text = range.getBoundingClientRect();
  for (let at = /** @type {Element | null} */ (element); at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (/inset\((?:50|100)%|rect\(0(?:px)?,? 0/.test(style.clipPath + style.clip)) return true;
    if (style.overflowX === "visible" && style.overflowY === "visible") continue;
    const box = at.getBoundingClientRect();
    const hidden = style.overflowX === "hidden" || style.overflowX === "clip" || style.overflowY === "hidden";
    const outside =
      text.left >= box.right || text.right <= box.left || text.top >= box.bottom || text.bottom <= box.top;
    if (hidden && (outside || box.width < 2 || box.height < 2)) return true;
  }
  return false;
}
