/**
 * Notices that the page has changed, soon but not too often.
 */

/** Changes are let settle this long (ms); marks must stand again within half a second. */
const SETTLE = 120;

/** However fast changes come, the page is looked at again after this long (ms). */
const AT_MOST = 350;

/** A look may take this share of the time: after one of 20 ms comes a rest of 200 ms. */
const REST_FACTOR = 10;

/** A node with fewer characters than this is a clock or a counter, not a text. */
const SOME_TEXT = 8;

export class Watch {
  #observer = new MutationObserver((mutations) => this.#noticed(mutations));
  #timer = 0;
  #since = 0;
  #restUntil = 0;
  #added = 0;
  #onChange;

  /** @param {(added: number) => void} onChange called with the number of characters that came in */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Watches these documents and shadow roots instead of those before. @param {Node[]} roots */
  watch(roots) {
    this.#observer.disconnect();
    for (const root of roots) {
      this.#observer.observe(root, { subtree: true, childList: true, characterData: true });
    }
  }

  stop() {
    this.#observer.disconnect();
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** @param {MutationRecord[]} mutations */
  #noticed(mutations) {
    this.#soon(mutations.reduce((sum, mutation) => sum + addedText(mutation), 0));
  }

  /** A frame has got its document: no mutation tells of it. @param {Event} event */
  loaded({ target }) {
    if (/** @type {Element} */ (target).localName === "iframe") this.#soon(SOME_TEXT);
  }

  /** @param {number} added */
  #soon(added) {
    this.#added += added;
    const now = performance.now();
    if (!this.#timer) this.#since = now;
    clearTimeout(this.#timer);
    const settled = Math.min(now + SETTLE, this.#since + AT_MOST);
    const wait = Math.max(settled, Math.min(this.#restUntil, this.#since + AT_MOST)) - now;
    this.#timer = window.setTimeout(() => this.#look(), Math.max(0, wait));
  }

  #look() {
    this.#timer = 0;
    const added = this.#added;
    this.#added = 0;
    const started = performance.now();
    this.#onChange(added);
    const ended = performance.now();
    this.#restUntil = ended + (ended - started) * REST_FACTOR;
  }
}

/** Characters of the text that came in with a mutation. @param {MutationRecord} mutation */
function addedText({ type, target, addedNodes }) {
  const nodes = type === "characterData" ? [target] : [...addedNodes];
  const lengths = nodes.map(({ textContent }) => textContent?.length ?? 0);
  return lengths.reduce((sum, length) => (length < SOME_TEXT ? sum : sum + length), 0);
}

/** What of the address names the page: a fragment only where it is a route ("#/a", "#!a"). @param {string} address */
export function pageName(address) {
  const url = new URL(address);
  return url.pathname + url.search + (/^#[!/]/.test(url.hash) ? url.hash : "");
}

/**
 * Short pieces of a text by which it can be known again, spread over the whole of it.
 * @param {string} normalText
 */
export function samplesOf(normalText) {
  const count = Math.min(20, Math.floor(normalText.length / 12));
  const step = normalText.length / Math.max(1, count);
  return Array.from({ length: count }, (_, i) => normalText.substr(Math.floor(i * step), 12));
}

/** Whether the text is another one: fewer than half of the samples are left. @param {string[]} samples @param {string} normalText */
export function isOtherText(samples, normalText) {
  const left = samples.filter((sample) => normalText.includes(sample)).length;
  return left * 2 < samples.length;
}
