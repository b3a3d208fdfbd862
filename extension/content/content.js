/**
 * The content script: put into a page when the reader asks for a check, never before.
 *
 * It reads the page, paints the marks it is given, keeps them in place while the page lives,
 * and opens their cards.
 *
 * @import {Captured, CaptureMessage, GoMessage, PageText, ReadMessage, ShowMessage, StepMessage, ToContent} from "../shared/messages.js"
 */
import { cleanAddress } from "../shared/addresses.js";
import { onMessage, tellWorker, text } from "../shared/browser.js";
import { Card } from "./card.js";
import { labelNotes } from "./labels.js";
import { Marks } from "./marks.js";
import { hideNote, showNote } from "./note.js";
import { boxesOf, marksAt, marksIn, offsetOf } from "./pointer.js";
import { inLines, readPage } from "./reading.js";
import { isSensitive } from "./sensitive.js";
import { serialise } from "./serialise.js";
import { focused, isOurs } from "./surface.js";
import { isOtherText, pageName, samplesOf, Watch } from "./watch.js";

/** A page's markup above this many characters is sent as text: the service takes 5 MB. */
const MOST_MARKUP = 1_600_000;

/** Text above this many characters is no article. */
const MOST_TEXT = 1_000_000;

/** The pointer must rest this long on a mark (ms) before its card opens, and away to close it. */
const DWELL = 250;

/** With this many more characters a page is worth another look. */
const GROWN = 400;

class Guest {
  marks = new Marks();
  card = new Card({
    dispute: (id) => tellWorker({ type: "open-panel", disputing: id }),
    step: (by) => this.step(by),
    address: () => cleanAddress(location.href, this.#keepQuery),
  });
  #watch = new Watch((added) => this.#settle(added));
  #keepQuery = false;
  #dwell = 0;
  #listening = new AbortController();
  /** @type {string[]} */
  #samples = [];
  /** Characters of the page when it was read, and when its growth was last told. */
  #checkedLength = 0;
  #toldLength = 0;
  /** Characters that have come in since the page was last read. */
  #added = 0;
  #page = "";
  #mayHaveMoved = false;

  /** @param {ReadMessage | CaptureMessage} message @returns {PageText} */
  read(message) {
    const { page, reading } = this.#look(message);
    return { ...page, text: inLines(reading).slice(0, MOST_TEXT) };
  }

  /** Reads the page, and remembers by what to know it again. @param {ReadMessage | CaptureMessage} message */
  #look({ keepQuery }) {
    this.#keepQuery = keepQuery;
    const reading = readPage(document);
    this.#samples = samplesOf(reading.normal.text);
    this.#checkedLength = this.#toldLength = reading.text.length;
    this.#page = pageName(location.href);
    this.#mayHaveMoved = false;
    const page = {
      url: cleanAddress(location.href, keepQuery),
      title: document.title,
      sensitive: isSensitive(document, reading.normal.text.length),
    };
    return { page, reading };
  }

  /** @param {CaptureMessage} message @returns {Captured} */
  capture(message) {
    const html = serialise(document, message);
    const layout = labelNotes(document);
    return html.length > MOST_MARKUP
      ? { ...this.read(message), html: null, layout }
      : { ...this.#look(message).page, html, text: "", layout };
  }

  /** @param {ShowMessage} message */
  show({ annotations, note }) {
    this.clear();
    this.marks.show(annotations);
    this.#follow();
    if (note) showNote(note, { first: () => this.step(1), list: () => tellWorker({ type: "open-panel" }) });
    return { lost: this.marks.lost() };
  }

  clear() {
    this.#watch.stop();
    this.#listening.abort();
    this.card.close({ giveBack: false });
    hideNote();
    this.marks.clear();
  }

  // --- the page lives ------------------------------------------------------------------------

  /** The page changed: marks go where their text went, or away with it. @param {number} added characters that came in */
  #settle(added) {
    if (pageName(location.href) !== this.#page) {
      this.#page = pageName(location.href);
      this.#mayHaveMoved = true;
    }
    const lostBefore = this.marks.lost();
    const waiting = lostBefore.length > 0 && added > 0;
    this.#added += added;
    if (this.marks.stand() && !waiting && this.#added < GROWN && !this.#mayHaveMoved) return;
    this.#added = 0;
    const reading = this.marks.replace();
    this.#follow();
    if (this.card.element) this.#keepCard();
    if (this.#mayHaveMoved && isOtherText(this.#samples, reading.normal.text)) return this.#moved();
    const lost = this.marks.lost();
    if (lost.join() !== lostBefore.join()) tellWorker({ type: "placed", lost });
    this.#noticeGrowth(reading.text.length);
  }

  #moved() {
    this.clear();
    tellWorker({ type: "moved" });
  }

  /** @param {number} length */
  #noticeGrowth(length) {
    if (length < this.#toldLength + GROWN) return;
    this.#toldLength = length;
    tellWorker({ type: "grown", share: length / (this.#checkedLength + 1) - 1 });
  }

  #keepCard() {
    const stillThere = this.card.marks.every(({ ranges }) => ranges.length);
    if (stillThere) this.card.place();
    else this.card.close({ giveBack: true });
  }

  // --- the reader points ---------------------------------------------------------------------

  /** Watches and listens to the documents and shadow roots that were read last. */
  #follow() {
    this.#watch.watch(this.marks.roots);
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const passive = { signal, passive: true, capture: true };
    for (const root of this.marks.roots.filter(({ nodeType }) => nodeType === Node.DOCUMENT_NODE)) {
      root.addEventListener("load", (event) => this.#watch.loaded(event), passive);
      root.addEventListener("click", (event) => this.#clicked(/** @type {MouseEvent} */ (event)), passive);
      root.addEventListener("pointermove", (event) => this.#pointed(/** @type {PointerEvent} */ (event)), passive);
      root.addEventListener("focusin", (event) => this.#reached(/** @type {FocusEvent} */ (event)), passive);
      const view = /** @type {Document} */ (root).defaultView;
      view?.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    }
    for (const moving of ["scroll", "resize"]) window.addEventListener(moving, () => this.card.place(), passive);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (isOurs(event)) return;
    const under = this.#under(event);
    if (under.length) this.#open(under, { pinned: true, focus: false, at: pointOf(event).y });
    else if (this.card.element) this.card.close({ giveBack: false });
  }

  /** @param {PointerEvent} event */
  #pointed(event) {
    clearTimeout(this.#dwell);
    if (event.pointerType === "touch" || isOurs(event)) return;
    this.#dwell = window.setTimeout(() => {
      const under = this.#under(event);
      if (under.length) this.#open(under, { pinned: false, focus: false, at: pointOf(event).y });
      else if (!this.card.pinned && !focused()) this.card.close({ giveBack: false });
    }, DWELL);
  }

  /** The focus came to a link: what a pointer sees by resting there, a keyboard sees too. @param {FocusEvent} event */
  #reached(event) {
    const at = /** @type {Element} */ (event.composedPath()[0]);
    if (isOurs(event) || !at.matches(":focus-visible")) return;
    const under = marksIn(this.marks.inPage(), at);
    if (under.length) this.#open(under, { pinned: false, focus: false });
    else if (!this.card.pinned) this.card.close({ giveBack: false });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape" || !this.card.element) return;
    event.stopPropagation();
    event.preventDefault();
    this.card.close({ giveBack: true });
  }

  /** @param {MouseEvent} event */
  #under(event) {
    const { x, y } = pointOf(event);
    return marksAt(this.marks.inPage(), x, y);
  }

  // --- the reader goes from mark to mark -------------------------------------------------------

  /** @param {GoMessage} message */
  go({ id }) {
    const mark = this.marks.byId(id);
    if (!mark) return { found: false };
    const [box] = boxesOf(mark.ranges);
    if (!box) return { found: false };
    mark.ranges[0].startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
    this.#open([mark], { pinned: true, focus: true });
    return { found: true };
  }

  /** The next or previous mark after the one that is open, round and round. @param {1 | -1} by */
  step(by) {
    const marks = this.marks.inPage();
    if (!marks.length) return;
    const open = this.card.marks[0]?.annotation.id;
    const index = marks.findIndex(({ annotation }) => annotation.id === open);
    const next = index === -1 ? (by === 1 ? 0 : marks.length - 1) : (index + by + marks.length) % marks.length;
    this.go({ type: "go", id: marks[next].annotation.id });
  }

  /** @param {import("./marks.js").Placed[]} marks @param {{pinned: boolean, focus: boolean, at?: number}} how */
  #open(marks, how) {
    const ids = marks.map(({ annotation }) => annotation.id);
    if (this.card.isOpenFor(ids) && !how.focus) {
      this.card.pinned ||= how.pinned;
      return;
    }
    const all = this.marks.inPage();
    const index = all.findIndex(({ annotation }) => annotation.id === ids[0]);
    hideNote();
    this.card.open(marks, { ...how, place: text("place_of", index + 1, all.length) });
  }
}

/** Where an event happened in this window, also for one in a frame. @param {MouseEvent} event */
function pointOf({ clientX, clientY, view }) {
  const { x, y } = offsetOf(view);
  return { x: clientX + x, y: clientY + y };
}

/** @param {Guest} guest @param {ToContent} message */
function answer(guest, message) {
  switch (message.type) {
    case "read":
      return guest.read(message);
    case "capture":
      return guest.capture(message);
    case "show":
      return guest.show(message);
    case "go":
      return guest.go(message);
    case "step":
      return guest.step(/** @type {StepMessage} */ (message).by);
    case "clear":
      return guest.clear();
    case "here":
      return { here: true };
  }
}

// Put in a second time, it leaves the first alone: its marks stand until new ones come.
const world = /** @type {{mingbianGuest?: Guest}} */ (globalThis);
if (!world.mingbianGuest) {
  const guest = (world.mingbianGuest = new Guest());
  onMessage((message) => Promise.resolve(answer(guest, message)));
}
