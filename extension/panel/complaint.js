/**
 * A complaint to China's official centre, 12377: its address, and a text ready to be pasted.
 *
 * @import {TabState} from "../shared/messages.js"
 */
import { text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { asText } from "../shared/wording.js";

const CENTRE = "https://www.12377.cn/";

/** @param {HTMLDialogElement} dialog @param {TabState | undefined} state @param {(words: string) => void} say */
export function complain(dialog, state, say) {
  const words = h("textarea", { id: "complaint", readOnly: true, value: complaint(state) });
  const copy = async () => {
    await navigator.clipboard.writeText(words.value);
    say(text("copied"));
  };
  dialog.setAttribute("aria-labelledby", "letter-title");
  dialog.replaceChildren(
    h("h2", { id: "letter-title" }, text("complain_title")),
    h("p", { class: "aside" }, text("complain_text")),
    h("label", { for: "complaint" }, text("complain_ready")),
    words,
    h(
      "div",
      { class: "buttons" },
      h("button", { class: "button first", type: "button", onclick: copy }, text("copy")),
      h("a", { class: "button", href: CENTRE, target: "_blank", rel: "noopener noreferrer" }, text("complain_open")),
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, text("close")),
    ),
  );
  dialog.showModal();
}

/** @param {TabState | undefined} state */
function complaint(state) {
  const marks = state?.report?.annotations ?? [];
  return [
    text("complain_page", state?.title ?? "", state?.report?.url ?? ""),
    ...marks.map((annotation) => asText(annotation, null)),
    text("complain_wish"),
  ].join("\n\n");
}
