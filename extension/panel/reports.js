/**
 * What became of the reader's disputes and tips, in the dialog of the list.
 *
 * @import {ReportAnswer, ReportFound} from "../shared/messages.js"
 */
import { tellWorker, text } from "../shared/browser.js";
import { h, link } from "../shared/dom.js";
import { dateWord } from "../shared/wording.js";

/** Opens the dialog and asks the service about each number kept here. @param {HTMLDialogElement} dialog */
export async function showReports(dialog) {
  const list = h("div", { "aria-live": "polite" }, h("p", { class: "aside" }, text("reports_asking")));
  dialog.setAttribute("aria-labelledby", "letter-title");
  dialog.replaceChildren(
    h("h2", { id: "letter-title", tabIndex: -1 }, text("reports")),
    h("p", { class: "aside" }, text("reports_text")),
    list,
    byHand(list),
    h("div", { class: "buttons" }, h("button", { class: "button", type: "button", onclick: () => dialog.close() }, text("close"))),
  );
  if (!dialog.open) dialog.showModal();
  /** @type {HTMLElement} */ (dialog.firstElementChild).focus();
  await fill(list);
}

/** @param {HTMLElement} list */
async function fill(list) {
  /** @type {ReportFound[]} */
  const found = await tellWorker({ type: "reports" });
  const items = found.map((report) => item(report, list));
  list.replaceChildren(
    items.length ? h("ol", { class: "reports", role: "list" }, ...items) : h("p", { class: "aside" }, text("reports_none")),
  );
}

/** @param {ReportFound} report @param {HTMLElement} list */
function item(report, list) {
  const { number, kind, server, at, seen } = report;
  const forget = async () => {
    await tellWorker({ type: "forget-report", number });
    await fill(list);
  };
  const page = link(`${server}/reports/${number}`, seen?.may_appeal ? text("report_may_appeal") : text("report_page"));
  return h(
    "li",
    {},
    h("p", {}, text(`kind_${kind}`), " · ", dateWord(at), " · ", h("span", { class: "number" }, number)),
    h("p", { class: "verdict" }, became(report)),
    seen?.answer && h("p", { class: "mark-quote" }, seen.answer),
    h(
      "div",
      { class: "actions" },
      seen && page,
      h("button", { class: "plain", type: "button", onclick: forget, "aria-label": text("remove_named", number) }, text("remove")),
    ),
  );
}

/** @param {ReportFound} report */
function became({ server, seen, problem }) {
  if (problem) return text("report_not_asked", text(`problem_${problem}`));
  if (!seen) return text("report_elsewhere", server);
  return text(`report_${seen.state}`, dateWord(seen.answered_at));
}

/** A number that the reader has from elsewhere. @param {HTMLElement} list */
function byHand(list) {
  const field = h("input", { type: "text", id: "number", autocomplete: "off", spellcheck: false });
  const trouble = h("p", { class: "aside", role: "alert" });
  const ask = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    /** @type {ReportAnswer} */
    const answer = await tellWorker({ type: "look-up", number: field.value.trim() });
    trouble.textContent = "problem" in answer ? text(`problem_${answer.problem}`) : "";
    if ("problem" in answer) return;
    field.value = "";
    await fill(list);
  };
  return h(
    "form",
    { class: "by-hand", onsubmit: ask },
    h("label", { for: "number" }, text("reports_number")),
    field,
    h("button", { class: "button", type: "submit" }, text("reports_ask")),
    trouble,
  );
}
