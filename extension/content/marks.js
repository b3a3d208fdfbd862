/**
 * The marks of this page: where each stands now.
 *
 * @import {Annotation} from "../shared/messages.js"
 * @import {PageReading} from "./reading.js"
 *
 * @typedef {object} Placed
 * @property {Annotation} annotation
 * @property {Range[]} ranges  one for each text node; empty where the mark has no place
 * @property {string} text     what the ranges held when they were made
 */
import { anchorAll } from "./anchor.js";
import { paint, wash } from "./paint.js";
import { rangesOf, readPage } from "./reading.js";

export class Marks {
  constructor() {
    /** @type {Placed[]} */
    this.placed = [];
    /** @type {Node[]} */
    this.roots = [document];
    this.length = 0;
  }

  /** Shows these annotations instead of those before. @param {Annotation[]} annotations */
  show(annotations) {
    this.placed = annotations.map((annotation) => ({ annotation, ranges: [], text: "" }));
    this.replace();
  }

  /** Places every mark anew. @returns {PageReading} what the page says now */
  replace() {
    const reading = readPage(document);
    const places = anchorAll(reading, this.placed.map(({ annotation }) => annotation));
    for (const mark of this.placed) {
      const span = places.get(mark.annotation.id);
      mark.ranges = span ? rangesOf(reading, span) : [];
      mark.text = textOf(mark.ranges);
    }
    this.roots = reading.roots;
    this.length = reading.text.length;
    paint(this.placed.map(({ annotation, ranges }) => ({ severity: annotation.severity, ranges })));
    return reading;
  }

  /** Whether every mark that had a place still stands on the very same words. */
  stand() {
    return this.placed.every(
      ({ ranges, text }) =>
        textOf(ranges) === text && ranges.every((range) => range.startContainer.isConnected),
    );
  }

  clear() {
    this.placed = [];
    wash();
  }

  /** Marks that quote a passage which is not to be found now. @returns {string[]} their ids */
  lost() {
    return this.placed
      .filter(({ annotation, ranges }) => annotation.target.selector && !ranges.length)
      .map(({ annotation }) => annotation.id);
  }

  /** Marks with a place, in page order. */
  inPage() {
    return this.placed.filter(({ ranges }) => ranges.length).sort(inOrder);
  }

  /** @param {string} id @returns {Placed | undefined} undefined where it has no place */
  byId(id) {
    return this.inPage().find(({ annotation }) => annotation.id === id);
  }
}

/** @param {Range[]} ranges */
const textOf = (ranges) => ranges.join("");

/** @param {Placed} a @param {Placed} b */
function inOrder(a, b) {
  const position = a.ranges[0].startContainer.compareDocumentPosition(b.ranges[0].startContainer);
  if (position & Node.DOCUMENT_POSITION_DISCONNECTED) return 0; // one of them is in a frame
  if (position & Node.DOCUMENT_POSITION_FOLLOWING) return -1;
  if (position & Node.DOCUMENT_POSITION_PRECEDING) return 1;
  return a.ranges[0].startOffset - b.ranges[0].startOffset;
}
