/**
 * Whether a page is a form for signing in or paying, whatever its address says.
 */

/** With more text than this, a password field is a box beside an article, as forums have it. */
const ARTICLE_LENGTH = 600;

const CARD_FIELDS = 'input[autocomplete^="cc-"], input[name*="cardnumber" i], input[name*="cvv" i]';

/** @param {Document} document @param {number} characters of visible text on it */
export function isSensitive(document, characters) {
  if (hasVisible(document, CARD_FIELDS)) return true;
  return characters < ARTICLE_LENGTH && hasVisible(document, 'input[type="password"]');
}

/** @param {Document} document @param {string} selector */
function hasVisible(document, selector) {
  return [...document.querySelectorAll(selector)].some((field) => field.checkVisibility());
}
