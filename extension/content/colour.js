/**
 * Colours and their contrast, as WCAG 2 counts it.  Pure functions.
 *
 * @typedef {{red: number, green: number, blue: number, alpha: number}} Colour  0 to 255, alpha 0 to 1
 */

/** @type {Colour} */
export const WHITE = { red: 255, green: 255, blue: 255, alpha: 1 };

/**
 * A computed colour, `rgb(…)` or `rgba(…)`; null for one in another notation.
 * @param {string} css @returns {Colour | null}
 */
export function parseColour(css) {
  const numbers = /^rgba?\(([^)]+)\)$/.exec(css)?.[1].match(/[\d.]+/g)?.map(Number);
  if (!numbers || numbers.length < 3) return null;
  const [red, green, blue, alpha = 1] = numbers;
  return { red, green, blue, alpha };
}

/** What is seen where one colour lies over an opaque one. @param {Colour} top @param {Colour} under @returns {Colour} */
export function blend(top, under) {
  /** @param {number} a @param {number} b */
  const mix = (a, b) => a * top.alpha + b * (1 - top.alpha);
  return {
    red: mix(top.red, under.red),
    green: mix(top.green, under.green),
    blue: mix(top.blue, under.blue),
    alpha: 1,
  };
}

/** Contrast ratio of two opaque colours, 1 to 21. @param {Colour} a @param {Colour} b */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {Colour} colour */
function luminance({ red, green, blue }) {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
