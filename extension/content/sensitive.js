/**
 * Whether a page is a form for signing in or paying, whatever its address says.
 */

/** With more text than this, a password field is a box beside an article, as forums have it. */
const ARTICLE_LENGTH = 600;

/** Pixels from the top of the page: a password field up there belongs to the site's head. */
const HEAD_HEIGHT = 160;

/** With less text than this even a field in the head is what the page is for. */
const SOME_LENGTH = 150;

const CARD_FIELDS = 'input[autocomplete^="cc-"], input[name*="cardnumber" i], input[name*="cvv" i]';

/** @param {Document} document @param {number} characters of visible text on it */
export function isSensitive(document, characters) {
  if (visible(document, CARD_FIELDS).length) return true;
  const passwords = visible(document, 'input[type="password"]');
  return passwords.some((field) => characters < (isInHead(field) ? SOME_LENGTH : ARTICLE_LENGTH));
}

/** @param {Document} document @param {string} selector */
function visible(document, selector) {
  return [...document.querySelectorAll(selector)].filter((field) => field.checkVisibility());
}

/** @param {Element} field */
function isInHead(field) {
  return field.getBoundingClientRect().bottom + scrollY <= HEAD_HEIGHT;
}
