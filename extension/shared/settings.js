/**
 * What the reader has set, each with its default.
 *
 * @import {Language} from "./messages.js"
 *
 * @typedef {object} Settings
 * @property {string} server     origin of the service, without a slash at the end
 * @property {string[]} sites    hosts whose pages are checked by themselves
 * @property {boolean} keepQuery send addresses with what stands behind "?"
 */
import { recall, remember, text } from "./browser.js";

/** @type {Settings} */
export const DEFAULTS = { server: "http://127.0.0.1:8642", sites: [], keepQuery: false };

const KEY = "settings";

/** @returns {Promise<Settings>} */
export async function readSettings() {
  return { ...DEFAULTS, ...(await recall(KEY)) };
}

/** @param {Partial<Settings>} changed */
export async function changeSettings(changed) {
  await remember(KEY, { ...(await readSettings()), ...changed });
}

/** The language the reader sees, which is the one the service should answer in. @returns {Language} */
export function language() {
  return /** @type {Language} */ (text("language"));
}
