/**
 * The page's markup as it is now, as a string: what the service needs in order to read it, and
 * nothing that is the reader's own.
 *
 * Written out rather than cloned: a clone would load pictures and run constructors of custom
 * elements.  Left out: scripts (except JSON-LD), styles, comments, everything typed or chosen in
 * forms, drafts in editable elements, hidden tokens, and every attribute not in ATTRIBUTES.
 * Open shadow roots and frames of the same origin are written where they stand.
 */
import { HOST, innerDocument } from "./reading.js";

const ATTRIBUTES = new Set(
  ("id class style lang dir hidden title alt role type name property content itemprop itemscope itemtype " +
    "rel href src data-src datetime charset http-equiv cite aria-label aria-hidden colspan rowspan").split(" "),
);

const ADDRESSES = new Set(["href", "src", "data-src", "cite"]);

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

const LEFT_OUT = new Set(
  "style noscript template svg canvas textarea select datalist input object embed video audio".split(" "),
);

/** Names of <meta> that speak of the visitor or the session rather than of the page. */
const PERSONAL_META = /csrf|xsrf|token|nonce|session|user|\buid\b|login|email|\bauth\b|verif/i;

/** Elements nested deeper than this are taken for broken markup, and left out. */
const MAX_DEPTH = 400;

/** @param {Document} document @param {{keepQuery: boolean}} options */
export function serialise(document, { keepQuery }) {
  /** @type {string[]} */
  const out = ["<!doctype html>"];
  const writer = new Writer(out, keepQuery);
  writer.element(document.documentElement, 0);
  return out.join("");
}

class Writer {
  #out;
  #keepQuery;

  /** @param {string[]} out @param {boolean} keepQuery */
  constructor(out, keepQuery) {
    this.#out = out;
    this.#keepQuery = keepQuery;
  }

  /** @param {Node} node @param {number} depth */
  #node(node, depth) {
    if (node.nodeType === Node.TEXT_NODE) this.#out.push(escaped(/** @type {Text} */ (node).data));
    else if (node.nodeType === Node.ELEMENT_NODE) this.element(/** @type {Element} */ (node), depth);
  }

  /** @param {Element} element @param {number} depth */
  element(element, depth) {
    const name = element.localName;
    if (depth > MAX_DEPTH || isLeftOut(element)) return;
    if (name === "script") return this.#script(element);
    if (name === "iframe") return this.#frame(/** @type {HTMLIFrameElement} */ (element), depth);
    this.#out.push("<", name, this.#attributes(element), ">");
    if (VOID.has(name)) return;
    if (!isDraft(element)) this.#children(element, depth + 1);
    this.#out.push("</", name, ">");
  }

  /** @param {Element} element @param {number} depth */
  #children(element, depth) {
    const slotted = element.localName === "slot" ? slotNodes(element) : [];
    const nodes = slotted.length ? slotted : (element.shadowRoot ?? element).childNodes;
    for (const node of nodes) this.#node(node, depth);
  }

  /** @param {Element} element */
  #script(element) {
    if (element.getAttribute("type")?.toLowerCase() !== "application/ld+json") return;
    const data = this.#withoutQueries(element.textContent ?? "").replaceAll("</", "<\\/");
    this.#out.push('<script type="application/ld+json">', data, "</script>");
  }

  /** @param {HTMLIFrameElement} frame @param {number} depth */
  #frame(frame, depth) {
    const body = innerDocument(frame)?.body;
    if (!body) return;
    this.#out.push("<div>");
    this.#children(body, depth + 1);
    this.#out.push("</div>");
  }

  /** @param {Element} element */
  #attributes(element) {
    let written = "";
    for (const { name, value } of element.attributes) {
      if (!ATTRIBUTES.has(name)) continue;
      const kept = ADDRESSES.has(name) ? this.#address(value) : name === "content" ? this.#withoutQueries(value) : value;
      if (kept !== null) written += ` ${name}="${escaped(kept)}"`;
    }
    return written;
  }

  /** An address as it may be sent; null for one that is data or script. @param {string} value */
  #address(value) {
    if (/^\s*(data|javascript|blob):/i.test(value)) return null;
    return this.#keepQuery ? value : value.replace(/[?#].*$/s, "");
  }

  /** Addresses inside a text, without what stands behind "?" and "#". @param {string} text */
  #withoutQueries(text) {
    return this.#keepQuery ? text : text.replace(/(https?:[^\s"'<>?#]+)[?#][^\s"'<>]*/g, "$1");
  }
}

/** @param {Element} element */
function isLeftOut(element) {
  const name = element.localName;
  if (LEFT_OUT.has(name) || name === HOST) return true;
  if (name !== "meta") return false;
  const label = element.getAttribute("name") ?? element.getAttribute("property") ?? "";
  return PERSONAL_META.test(label);
}

/** Text that the reader may be writing. @param {Element} element */
function isDraft(element) {
  const editable = element.getAttribute("contenteditable");
  return (editable !== null && editable !== "false") || element.getAttribute("role") === "textbox";
}

/** @param {Element} slot */
function slotNodes(slot) {
  return /** @type {HTMLSlotElement} */ (slot).assignedNodes();
}

/** @param {string} text */
function escaped(text) {
  if (!/[&<>"]/.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
