/**
 * One line in the corner of the page, where no list is open beside it: what the check found.
 *
 * @import {Note} from "../shared/messages.js"
 */
import { text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { hide, show } from "./surface.js";

/** A line that asks nothing of the reader goes by itself after this long (ms). */
const STAY = 8_000;

/** @type {HTMLElement | null} */
let line = null;

/** @param {Note} note @param {{first: () => void, list: () => void}} actions */
export function showNote(note, { first, list }) {
  hideNote();
  const own = h(
    "div",
    { class: "note", popover: "manual", role: "status" },
    h("span", {}, note.text),
    note.marks > 0 && h("button", { class: "plain", type: "button", onclick: first }, text("show_first")),
    note.marks > 0 && h("button", { class: "plain", type: "button", onclick: list }, text("show_list")),
    h("button", { class: "close", type: "button", "aria-label": text("close"), onclick: hideNote }, "×"),
  );
  line = own;
  show(own);
  own.showPopover();
  if (!note.stays) setTimeout(() => line === own && !own.matches(":hover, :focus-within") && hideNote(), STAY);
}

export function hideNote() {
  if (line) hide(line);
  line = null;
}
