/**
 * What a page says: its visible text in reading order, and from which text node each part comes.
 *
 * Open shadow roots and frames of the same origin are read where they stand.  Nothing is
 * changed, not even by normalising.
 *
 * @import {Reading, Span} from "./anchor.js"
 *
 * @typedef {Reading & {parts: string[], nodes: Text[], starts: number[], roots: Node[]}} PageReading
 *   `parts` make up the text: line breaks around blocks, and what stands in text nodes; `starts[i]` is where the text of `nodes[i]` begins; `roots` are the documents and shadow
 *   roots that were read
 */
import { normal } from "./normal.js";

/** The name of the extension's own element: not part of the page. */
export const HOST = "mingbian-card";

/** Elements whose text is no text of the page. */
const SKIPPED = new Set(
  `${HOST} script style noscript template textarea select datalist canvas svg video audio object rt rp`.split(" "),
);

/** Elements that run on in the line; all others stand apart. */
const INLINE = new Set(
  "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q ruby s samp small span strong sub sup time u var wbr".split(
    " ",
  ),
);

const HEADING = /^h[1-3]$/;

/** @param {Document} document @returns {PageReading} */
export function readPage(document) {
  const reader = new Reader();
  reader.readRoot(document, document.body);
  return reader.reading();
}

/** The text with each block on a line of its own, whatever breaks the markup has. @param {PageReading} reading */
export function inLines({ parts }) {
  return parts.map((part) => (part === "\n" ? part : part.replace(/\s+/g, " "))).join("");
}

class Reader {
  /** @type {string[]} */
  #parts = [];
  #length = 0;
  /** @type {Text[]} */
  #nodes = [];
  /** @type {number[]} */
  #starts = [];
  /** @type {Span[]} */
  #headings = [];
  /** @type {Node[]} */
  #roots = [];

  /** @returns {PageReading} */
  reading() {
    const text = this.#parts.join("");
    return {
      text,
      normal: normal(text),
      parts: this.#parts,
      nodes: this.#nodes,
      starts: this.#starts,
      headings: this.#headings,
      roots: this.#roots,
    };
  }

  /** @param {Node} root @param {ParentNode | null} from */
  readRoot(root, from) {
    this.#roots.push(root);
    if (from) this.#readNodes(from.childNodes, from === root || isVisible(/** @type {Element} */ (from)));
  }

  /** @param {Element} element */
  #readElement(element) {
    const name = element.localName;
    if (SKIPPED.has(name)) return;
    const inline = INLINE.has(name);
    // Asked once an element: on a long page this is most of the work.
    const visible = isVisible(element);
    if (!inline && !visible && !isRendered(element)) return;
    if (!inline) this.#add("\n");
    const start = this.#length;
    this.#readInside(element, name, visible);
    if (HEADING.test(name)) this.#headings.push({ start, end: this.#length });
    if (!inline) this.#add("\n");
  }

  /** @param {Element} element @param {string} name @param {boolean} visible */
  #readInside(element, name, visible) {
    if (name === "iframe") {
      const inner = innerDocument(/** @type {HTMLIFrameElement} */ (element));
      if (inner) this.readRoot(inner, inner.body);
    } else if (name === "slot") {
      const assigned = /** @type {HTMLSlotElement} */ (element).assignedNodes();
      this.#readNodes(assigned.length ? assigned : element.childNodes, visible);
    } else if (element.shadowRoot) {
      this.readRoot(element.shadowRoot, element.shadowRoot);
    } else {
      this.#readNodes(element.childNodes, visible);
    }
  }

  /** @param {Iterable<Node>} nodes @param {boolean} visible whether text among them is seen */
  #readNodes(nodes, visible) {
    for (const node of nodes) {
      if (node.nodeType === Node.TEXT_NODE) this.#readText(/** @type {Text} */ (node), visible);
      else if (node.nodeType === Node.ELEMENT_NODE) this.#readElement(/** @type {Element} */ (node));
    }
  }

  /** @param {Text} node @param {boolean} visible */
  #readText(node, visible) {
    const { data } = node;
    if (!data.trim()) return this.#add(data && " ");
    if (!visible) return;
    this.#nodes.push(node);
    this.#starts.push(this.#length);
    this.#add(data);
  }

  /** @param {string} text */
  #add(text) {
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** Whether it has a place in the page; `display: contents` has none of its own. @param {Element} element */
function isRendered(element) {
  return element.checkVisibility() || viewOf(element).getComputedStyle(element).display === "contents";
}

/** Whether text right inside is seen. @param {Element} element */
function isVisible(element) {
  if (element.checkVisibility({ visibilityProperty: true })) return true;
  const { display, visibility } = viewOf(element).getComputedStyle(element);
  return display === "contents" && visibility === "visible";
}

/** @param {Node} node @returns {Window & typeof globalThis} */
function viewOf(node) {
  return /** @type {Window & typeof globalThis} */ (node.ownerDocument?.defaultView ?? window);
}

/** The document inside, where the page itself may look into it; null otherwise. @param {HTMLIFrameElement} frame */
export function innerDocument(frame) {
  try {
    return frame.contentDocument;
  } catch {
    return null; // a sandbox that refuses even to say null
  }
}

/**
 * The parts of text nodes that make up [start, end), as ranges; white space at their ends is
 * left out, so that the paint ends with the words.
 * @param {PageReading} reading @param {Span} span @returns {Range[]}
 */
export function rangesOf({ nodes, starts }, { start, end }) {
  const ranges = [];
  for (let i = lastAtOrBefore(starts, start); i < nodes.length && starts[i] < end; i++) {
    const node = nodes[i];
    const from = Math.max(0, start - starts[i]);
    const to = Math.min(node.length, end - starts[i]);
    if (from < to && node.data.slice(from, to).trim()) ranges.push(rangeIn(node, from, to));
  }
  return ranges;
}

/** @param {Text} node @param {number} from @param {number} to */
function rangeIn(node, from, to) {
  const range = /** @type {Document} */ (node.ownerDocument).createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

/** Index of the last number that is not above `value`; 0 where all are. @param {number[]} sorted @param {number} value */
function lastAtOrBefore(sorted, value) {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
