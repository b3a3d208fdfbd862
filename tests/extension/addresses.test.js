/** Which addresses are read and how much of them is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asServer, asSite, cleanAddress, isExcluded, isListed, isPage, patternOfServer, patternsOf,
} from "../../extension/shared/addresses.js";

test("query, fragment and name stay behind", () => {
  assert.equal(cleanAddress("https://me:pw@a.test/b?c=1#d", false), "https://a.test/b");
  assert.equal(cleanAddress("https://a.test/b?c=1#d", true), "https://a.test/b?c=1");
});

test("sign-in, payment and mail pages are excluded", () => {
  for (const address of [
    "https://mail.qq.com/cgi-bin/frame", "https://passport.weibo.com/x", "https://pay.example.com/",
    "https://www.alipay.com/", "https://example.com/login.php", "https://example.com/user/signin",
    "https://shop.example.com/checkout/2", "https://ebank.example.cn/",
  ]) {
    assert.equal(isExcluded(address), true, address);
  }
});

test("articles about signing in, paying or mail are not excluded", () => {
  for (const address of [
    "https://news.example.com/2024/payment-rules-change.html", "https://example.com/mailing-lists/",
    "https://www.weibo.com/123/abc", "https://payne.example.com/a", "https://example.com/password-tips",
  ]) {
    assert.equal(isExcluded(address), false, address);
  }
});

test("the browser's own pages are no pages", () => {
  assert.equal(isPage("chrome://settings/"), false);
  assert.equal(isPage(undefined), false);
  assert.equal(isPage("https://a.test/"), true);
});

test("a listed site means everything below it and nothing beside it", () => {
  assert.equal(isListed("https://m.weibo.com/1", ["weibo.com"]), true);
  assert.equal(isListed("https://notweibo.com/1", ["weibo.com"]), false);
});

test("a site is understood however it is typed", () => {
  assert.equal(asSite(" https://www.Weibo.com/u/1?x "), "weibo.com");
  assert.equal(asSite("weibo.com"), "weibo.com");
  for (const typed of ["", "weibo", "ftp://a.test", "not a site"]) assert.equal(asSite(typed), null, typed);
});

test("permission is asked for the site alone", () => {
  assert.deepEqual(patternsOf("weibo.com"), ["*://weibo.com/*", "*://*.weibo.com/*"]);
  assert.deepEqual(patternsOf("10.0.0.1"), ["*://10.0.0.1/*"]);
});

test("a server is an origin, and its pattern knows no port", () => {
  assert.equal(asServer("127.0.0.1:9000/x"), "http://127.0.0.1:9000");
  assert.equal(asServer("https://check.example.org/"), "https://check.example.org");
  assert.equal(asServer("file:///etc"), null);
  assert.equal(patternOfServer("http://127.0.0.1:9000"), "http://127.0.0.1/*");
});
