/** Colours, what of an address names a page, and whether a text is still the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WHITE, blend, contrast, parseColour } from "../../extension/content/colour.js";
import { isOtherText, pageName, samplesOf } from "../../extension/content/watch.js";
import { outcomeOf } from "../../extension/shared/outcome.js";

const BLACK = { red: 0, green: 0, blue: 0, alpha: 1 };

test("black on white has a contrast of 21, white on white of 1", () => {
  assert.equal(contrast(BLACK, WHITE), 21);
  assert.equal(contrast(WHITE, WHITE), 1);
});

test("computed colours are read, other notations are not guessed", () => {
  assert.deepEqual(parseColour("rgba(1, 2, 3, 0.5)"), { red: 1, green: 2, blue: 3, alpha: 0.5 });
  assert.equal(parseColour("color(display-p3 1 0 0)"), null);
});

test("half transparent black over white is grey", () => {
  assert.deepEqual(blend({ ...BLACK, alpha: 0.5 }, WHITE), { red: 127.5, green: 127.5, blue: 127.5, alpha: 1 });
});

test("a fragment names the page only where it is a route", () => {
  assert.equal(pageName("https://a.test/b#part"), pageName("https://a.test/b"));
  assert.notEqual(pageName("https://a.test/#/news/1"), pageName("https://a.test/#/news/2"));
  assert.notEqual(pageName("https://a.test/?id=1"), pageName("https://a.test/?id=2"));
});

test("a text that grew is the same text, another one is not", () => {
  const text = Array.from({ length: 60 }, (_, i) => `第${i}句话说的是第${i}件事。`).join("");
  const samples = samplesOf(text);
  assert.equal(isOtherText(samples, `${text}后来又多了很多很多话。`), false);
  assert.equal(isOtherText(samples, text.slice(0, text.length * 0.7)), false);
  assert.equal(isOtherText(samples, "完全是另一篇文章的内容。".repeat(40)), true);
  assert.equal(isOtherText(samplesOf("短"), "另一个"), false);
});

/** @param {object} report @param {object} [state] */
const kind = (report, state = {}) =>
  outcomeOf({
    phase: "done", run: 1, ...state,
    report: { annotations: [], stance: "none", article: { characters: 9 }, summary: { severity: "none" }, ...report },
  }).kind;

test("an outcome is named by what a reader should hear first", () => {
  assert.equal(kind({}), "nothing");
  assert.equal(kind({ stance: "debunks" }), "debunks");
  assert.equal(kind({ article: { characters: 0 } }), "no_article");
  assert.equal(kind({ annotations: [{}], stance: "debunks" }), "marks");
  assert.equal(kind({ annotations: [{}] }, { moved: true }), "moved");
  assert.equal(kind({}, { phase: "failed" }), "failed");
});
