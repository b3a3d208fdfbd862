/**
 * The form in which a reader disputes a mark or reports a page, and the number they get for it.
 *
 * @import {ReaderReport, ReportAnswer} from "../shared/messages.js"
 */
import { tellWorker, text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { showReports } from "./reports.js";

/**
 * Opens the form.  `about` is everything but the reader's words; `quote` is shown above them.
 * @param {HTMLDialogElement} dialog @param {Omit<ReaderReport, "reason">} about
 */
export function writeLetter(dialog, about) {
  const words = h("textarea", { id: "words", required: true, maxLength: 2000 });
  const trouble = h("p", { class: "aside", role: "alert" });
  const close = () => dialog.close();
  const form = h(
    "form",
    {
      method: "dialog",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        send(dialog, { ...about, reason: words.value.trim() }, trouble);
      },
    },
    h("h2", { id: "letter-title" }, text(`letter_${about.kind}`)),
    about.quote && h("p", { class: "mark-quote" }, about.quote),
    h("label", { for: "words" }, text(`letter_${about.kind}_words`)),
    words,
    h("p", { class: "aside" }, text("letter_sent")),
    trouble,
    h(
      "div",
      { class: "buttons" },
      h("button", { class: "button first", type: "submit" }, text("send")),
      h("button", { class: "button", type: "button", onclick: close }, text("cancel")),
    ),
  );
  open(dialog, form);
  words.focus();
}

/** @param {HTMLDialogElement} dialog @param {ReaderReport} report @param {HTMLElement} trouble */
async function send(dialog, report, trouble) {
  if (!report.reason) return;
  /** @type {ReportAnswer} */
  const answer = await tellWorker({ type: "report", report });
  if ("problem" in answer) trouble.textContent = text("letter_failed", text(`problem_${answer.problem}`));
  else thank(dialog, answer.number);
}

/** @param {HTMLDialogElement} dialog @param {string} number */
function thank(dialog, number) {
  const close = h("button", { class: "button first", type: "button", onclick: () => dialog.close() }, text("close"));
  const ask = h("button", { class: "button", type: "button", onclick: () => showReports(dialog) }, text("reports"));
  open(
    dialog,
    h(
      "div",
      {},
      h("h2", { id: "letter-title" }, text("letter_thanks")),
      h("p", { class: "aside" }, text("letter_number")),
      h("p", { class: "outcome", id: "letter-number" }, number),
      h("p", { class: "aside" }, text("letter_later", text("reports"))),
      h("div", { class: "buttons" }, close, ask),
    ),
  );
  close.focus();
}

/** @param {HTMLDialogElement} dialog @param {HTMLElement} content */
function open(dialog, content) {
  dialog.setAttribute("aria-labelledby", "letter-title");
  dialog.replaceChildren(content);
  if (!dialog.open) dialog.showModal();
}
