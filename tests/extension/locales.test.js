/** The three languages say the same things, and the manifests what the README explains. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { manifests } from "../../extension/manifest.js";

const EXTENSION = new URL("../../extension/", import.meta.url);
const LANGUAGES = ["zh_CN", "zh_TW", "en"];

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, EXTENSION), "utf8");

/** @param {string} language @returns {Record<string, {message: string}>} */
const messages = (language) => JSON.parse(read(`_locales/${language}/messages.json`));

/** Every module of the extension. */
function sources() {
  const folders = ["background", "content", "panel", "options", "shared"];
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, EXTENSION))
      .filter((name) => name.endsWith(".js"))
      .map((name) => read(`${folder}/${name}`)),
  );
}

test("every language has every text, with the same places to fill in", () => {
  const first = messages("zh_CN");
  for (const language of LANGUAGES.slice(1)) {
    const other = messages(language);
    assert.deepEqual(Object.keys(other), Object.keys(first), language);
    for (const [key, { message }] of Object.entries(first)) {
      const places = (/** @type {string} */ text) => [...new Set(text.match(/\$\d/g))].sort();
      assert.deepEqual(places(other[key].message), places(message), `${language} ${key}`);
    }
  }
});

test("every text that is asked for exists, and every text is asked for", () => {
  const code = sources().join("\n") + JSON.stringify(manifests("1"));
  const known = Object.keys(messages("en"));
  const asked = [...code.matchAll(/text\("(\w+)"|__MSG_(\w+)__/g)].map(([, a, b]) => a ?? b);
  assert.deepEqual(asked.filter((key) => !known.includes(key)), []);
  const families = [...code.matchAll(/text\(`(?:(\w+_)\$\{|\$\{\w+\}(_\w+))/g)];
  const inFamily = (/** @type {string} */ key) =>
    families.some(([, prefix, suffix]) => (prefix ? key.startsWith(prefix) : key.endsWith(suffix)));
  const letters = /^letter_(dispute|tip)_words$/;
  assert.deepEqual(
    known.filter((key) => !asked.includes(key) && !inFamily(key) && !letters.test(key)),
    [],
  );
});

test("every permission is explained to the reader", () => {
  const readme = read("README.md");
  for (const manifest of Object.values(manifests("1"))) {
    const { permissions, host_permissions, optional_host_permissions } = manifest;
    for (const permission of [...permissions, ...host_permissions, ...optional_host_permissions]) {
      assert.ok(readme.includes(`\`${permission}\``), permission);
    }
  }
});
