/**
 * The card by a mark: what is said about it, by whom, since when.  Opens on hover, click or
 * from the keyboard; Escape and a click elsewhere close it.
 *
 * @import {Placed} from "./marks.js"
 *
 * @typedef {object} CardActions
 * @property {(id: string) => void} dispute
 * @property {(by: 1 | -1) => void} step
 * @property {() => string} address  of the page, as it may leave it
 */
import { text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { markHead, markReason } from "../shared/mark-view.js";
import { asText } from "../shared/wording.js";
import { bringOut } from "./paint.js";
import { boxesOf } from "./pointer.js";
import { hide, show } from "./surface.js";

/** Pixels between the mark and its card, and between the card and the window's edge. */
const GAP = 8;

export class Card {
  /** @type {HTMLElement | null} */
  element = null;
  /** @type {Placed[]} */
  marks = [];
  /** Opened on purpose: stays when the pointer leaves. */
  pinned = false;
  /** Height of the line that was pointed at. @type {number | undefined} */
  #at;
  /** @type {Element | null} */
  #focusBefore = null;
  #actions;

  /** @param {CardActions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /**
   * Opens for these marks, which lie over each other.
   * @param {Placed[]} marks @param {{pinned: boolean, focus: boolean, place: string, at?: number}} how
   *   `place` is "1 / 3" in words, `at` the height of the line that was pointed at
   */
  open(marks, { pinned, focus, place, at }) {
    if (focus && !this.element) this.#focusBefore = document.activeElement;
    this.close({ giveBack: false });
    this.marks = marks;
    this.pinned = pinned;
    this.#at = at;
    this.element = this.#build(place);
    show(this.element);
    this.element.showPopover();
    this.place();
    bringOut(marks.flatMap(({ ranges }) => ranges));
    if (focus) this.element.focus({ preventScroll: true });
  }

  /** @param {{giveBack: boolean}} options whether the focus goes back where it was */
  close({ giveBack }) {
    if (!this.element) return;
    // While the card is still there: the page's links must not take it for a Tab of the reader's.
    if (giveBack && this.#focusBefore instanceof HTMLElement) this.#focusBefore.focus();
    if (giveBack) this.#focusBefore = null;
    hide(this.element);
    this.element = null;
    this.marks = [];
    bringOut([]);
  }

  /** @param {string[]} ids */
  isOpenFor(ids) {
    return this.element !== null && this.marks.map(({ annotation }) => annotation.id).join() === ids.join();
  }

  /** Puts the card below its mark, or above where there is more room; closes it with its mark. */
  place() {
    if (!this.element) return;
    const boxes = boxesOf(this.marks[0]?.ranges ?? []);
    if (!boxes.length) return this.close({ giveBack: true });
    const line = nearest(boxes, this.#at);
    const { width, height } = this.element.getBoundingClientRect();
    const below = line.bottom + GAP;
    const above = line.top - GAP - height;
    const top = below + height <= innerHeight - GAP || above < GAP ? below : above;
    const left = Math.min(line.left, document.documentElement.clientWidth - width - GAP);
    this.element.style.left = `${Math.max(GAP, left)}px`;
    this.element.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  }

  /** @param {string} place */
  #build(place) {
    const names = this.marks.map(({ annotation }) => annotation.label).join(text("comma"));
    return h(
      "div",
      { class: "card", popover: "manual", role: "dialog", "aria-label": names, tabIndex: -1 },
      h(
        "div",
        { class: "card-top" },
        h("span", {}, text("name_short"), h("span", { class: "place" }, place)),
        this.#closeButton(),
      ),
      ...this.marks.map((mark) => this.#mark(mark)),
    );
  }

  #closeButton() {
    const close = () => this.close({ giveBack: true });
    return h("button", { class: "close", type: "button", "aria-label": text("close"), onclick: close }, "×");
  }

  /** @param {Placed} mark */
  #mark({ annotation }) {
    return h(
      "section",
      { class: `mark ${annotation.severity}` },
      markHead(annotation),
      markReason(annotation),
      h("div", { class: "actions" }, ...this.#buttons(annotation)),
    );
  }

  /** @param {import("../shared/messages.js").Annotation} annotation */
  #buttons(annotation) {
    const { dispute, step, address } = this.#actions;
    /** @param {string} words @param {(event: MouseEvent) => void} onclick */
    const button = (words, onclick) => h("button", { class: "plain", type: "button", onclick }, words);
    return [
      button(text("copy"), (event) => copy(event, asText(annotation, address()))),
      button(text("dispute"), () => dispute(annotation.id)),
      button(text("previous"), () => step(-1)),
      button(text("next"), () => step(1)),
    ];
  }
}

/** As the copy command does it: `navigator.clipboard` is not there on pages without https. @param {MouseEvent} event @param {string} words */
function copy({ currentTarget }, words) {
  const put = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", words);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("copy", put, { capture: true, once: true });
  if (document.execCommand("copy")) /** @type {HTMLElement} */ (currentTarget).textContent = text("copied");
  window.removeEventListener("copy", put, { capture: true });
}

/** The line of the mark that was pointed at, or its first. @param {DOMRect[]} boxes @param {number} [at] */
function nearest(boxes, at) {
  if (at === undefined) return boxes[0];
  const distance = (/** @type {DOMRect} */ box) => Math.abs((box.top + box.bottom) / 2 - at);
  return boxes.reduce((best, box) => (distance(box) < distance(best) ? box : best));
}
