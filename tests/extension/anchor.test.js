/** Where a quote is found in a text, from strict to loose, and where it must not be found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { anchor, anchorAll, saysTheSame, weight } from "../../extension/content/anchor.js";
import { normal, original } from "../../extension/content/normal.js";

/** @param {string} text @param {string[]} [headings] texts that stand in headings */
function reading(text, headings = []) {
  const spans = headings.map((heading) => ({
    start: text.lastIndexOf(heading),
    end: text.lastIndexOf(heading) + heading.length,
  }));
  return { text, normal: normal(text), headings: spans };
}

/** The words found, or null. @param {string} text @param {object} quote @param {string[]} [headings] */
function found(text, quote, headings) {
  const span = anchor(reading(text, headings), { prefix: "", suffix: "", first: false, ...quote });
  return span && text.slice(span.start, span.end);
}

test("an exact quote is found where it stands", () => {
  const text = "早上好。吃绿豆能治百病。再见。";
  assert.equal(found(text, { exact: "吃绿豆能治百病。" }), "吃绿豆能治百病。");
});

test("of two equal sentences the one with the same surroundings is meant", () => {
  const text = "甲说：这种豆子能治百病。乙说：这种豆子能治百病。丙没有说话。";
  const quote = { exact: "这种豆子能治百病。", prefix: "乙说：", suffix: "丙没有说话。" };
  assert.equal(anchor(reading(text), { first: false, ...quote })?.start, text.lastIndexOf("这种"));
});

test("a title is found in the heading and not in the list beside it", () => {
  const text = "相关：绿豆被捧成神药\n绿豆被捧成神药\n正文开始了。";
  const quote = { exact: "绿豆被捧成神药", suffix: "\n正文开始了。", first: true };
  const span = anchor(reading(text, ["绿豆被捧成神药"]), { prefix: "", ...quote });
  assert.equal(span?.start, text.lastIndexOf("绿豆被捧成神药"));
});

test("white space, line breaks and kinds of quotation marks make no difference", () => {
  const text = "他说：\n  「吃 绿豆\u200b能\n治百病」，大家都信了。";
  assert.equal(found(text, { exact: "“吃绿豆能治百病”，大家都信了" }), "「吃 绿豆\u200b能\n治百病」，大家都信了");
});

test("a passage with a footnote in it is found loosely", () => {
  const text = "专家介绍，这种豆子含有丰富的蛋白质和膳食纤维[1]，煮汤消暑最为合适。";
  const exact = "这种豆子含有丰富的蛋白质和膳食纤维，煮汤消暑最为合适。";
  assert.equal(found(text, { exact, prefix: "专家介绍，" }), text.slice(5));
});

test("another figure is another sentence", () => {
  const text = "通报说，截至昨晚这家工厂共有136名工人在事故中受伤入院治疗。";
  assert.equal(found(text, { exact: "截至昨晚这家工厂共有700名工人在事故中受伤入院治疗。" }), null);
});

test("the opposite is another sentence", () => {
  const text = "医生提醒，慢性病患者不能自行停药，要按时复诊。";
  assert.equal(found(text, { exact: "慢性病患者能自行停药，要按时复诊。" }), null);
  assert.equal(saysTheSame("it is not true that", "it is now true that"), false);
});

test("a short quote with other surroundings is not taken for the one that is meant", () => {
  const text = "来源：网络\n一大段别的内容，和引文前后没有一个字相同。";
  const quote = { exact: "来源：网", prefix: "记者王小明昨天从现场发回", suffix: "责任编辑李四" };
  assert.equal(found(text, quote), null);
});

test("a quote that is not in the text has no place", () => {
  assert.equal(found("今天天气很好，适合出门散步。", { exact: "药店将停止出售所有的降压药。" }), null);
  assert.equal(found("", { exact: "药店将停止出售所有的降压药。" }), null);
});

test("marks about the whole page are left out", () => {
  const selector = [{ type: "TextQuoteSelector", exact: "能治百病的豆子" }];
  const places = anchorAll(reading("这是能治百病的豆子。"), [
    { id: "quote", target: { source: null, selector } },
    { id: "page", target: { source: null } },
  ]);
  assert.deepEqual([...places], [["quote", { start: 2, end: 9 }]]);
});

test("places in a normal text are places in the original", () => {
  const text = "a\u00a0 “b”\n c";
  const short = normal(text);
  assert.equal(short.text, 'a"b"c');
  assert.deepEqual(original(short, 1, 4), { start: 3, end: 6 });
});

test("a Latin letter weighs a third of a Chinese character", () => {
  assert.equal(weight("绿豆 ab"), 2 + 2 * 0.35);
});
