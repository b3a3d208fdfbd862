/**
 * The list, as elements: what came of the check, the marks, the page's facts, what was sent.
 *
 * @import {Annotation, Report, Sent, TabState} from "../shared/messages.js"
 *
 * @typedef {object} Actions
 * @property {() => void} check
 * @property {(id: string) => void} find
 * @property {(annotation: Annotation) => void} dispute
 * @property {() => void} tip
 * @property {() => void} complain
 * @property {(annotation: Annotation) => void} copy
 * @property {() => void} reports
 * @property {() => void} options
 * @property {() => void} allow
 */
import { text } from "../shared/browser.js";
import { h } from "../shared/dom.js";
import { markHead, markReason } from "../shared/mark-view.js";
import { outcomeOf } from "../shared/outcome.js";
import { dateWord, quoted } from "../shared/wording.js";

/** Shorter than this a page's text is shown in full in "what was sent". */
const EXCERPT = 6_000;

/** The whole list. @param {TabState | undefined} state @param {Actions} actions @returns {HTMLElement[]} */
export function view(state, actions) {
  if (!state) return [outcome(text("idle_title")), lead(text("idle_text")), ...foot(state, actions)];
  const { kind, marks } = outcomeOf(state);
  const body = bodyFor(state, kind, marks, actions);
  return [...title(state), ...body, ...sentPart(state.sent), ...foot(state, actions)];
}

/** @param {TabState} state @param {import("../shared/outcome.js").Kind} kind @param {number} marks @param {Actions} actions */
function bodyFor(state, kind, marks, actions) {
  if (kind === "reading") return [outcome(text("reading_title")), lead(text("reading_text"))];
  if (kind === "failed") return failed(state, actions);
  if (kind === "moved") return asking("moved", text("check_again"), actions);
  if (kind === "looked") return asking("looked", text("check_whole"), actions);
  return done(state, kind, marks, actions);
}

/** A page that has not been checked as it is now: what is known, and the way to a check. @param {string} kind @param {string} words @param {Actions} actions */
function asking(kind, words, actions) {
  const way = h("div", { class: "buttons" }, button(words, actions.check, { first: true }));
  return [outcome(text(`${kind}_title`)), lead(text(`${kind}_text`)), way];
}

/** @param {TabState} state */
const title = (state) =>
  state.title ? [h("p", { class: "page-title", lang: state.report?.article.language }, state.title)] : [];

/** @param {string} words */
const outcome = (words) => h("h1", { class: "outcome", id: "outcome", tabIndex: -1 }, words);

/** @param {string} words */
const lead = (words) => h("p", { class: "lead" }, words);

/** @param {string} words @param {() => void} onclick @param {{first?: boolean, key?: string}} [options] */
function button(words, onclick, { first = false, key = words } = {}) {
  return h("button", { class: first ? "button first" : "button", type: "button", onclick, "data-key": key }, words);
}

/** @param {string} words @param {string} key @param {() => void} onclick */
const plain = (words, key, onclick) =>
  h("button", { class: "plain", type: "button", onclick, "data-key": key }, words);

/** @param {TabState} state @param {Actions} actions */
function failed({ problem = "server_error" }, actions) {
  const ways = [];
  if (problem === "no_permission") ways.push(button(text("allow_server"), actions.allow, { first: true }));
  else if (problem !== "not_a_page" && problem !== "excluded") {
    ways.push(button(text("try_again"), actions.check, { first: true }));
  }
  if (problem === "unreachable") ways.push(button(text("options"), actions.options));
  return [
    outcome(text(`problem_${problem}`)),
    lead(text(`problem_${problem}_text`)),
    h("div", { class: "buttons" }, ...ways),
  ];
}

/**
 * @param {TabState} state @param {import("../shared/outcome.js").Kind} kind @param {number} marks
 * @param {Actions} actions
 */
function done(state, kind, marks, actions) {
  const report = /** @type {Report} */ (state.report);
  return [
    outcome(text(`${kind}_title`, marks)),
    lead(leadFor(report, kind)),
    state.grown && grown(actions),
    list(state, report, actions),
    facts(report),
    voice(actions),
  ].filter((part) => part instanceof HTMLElement);
}

/** @param {Report} report @param {import("../shared/outcome.js").Kind} kind */
function leadFor({ stance, summary }, kind) {
  if (kind === "marks") return stance === "debunks" ? `${text("debunks_title")}${text("stop")}${text("marks_text")}` : text("marks_text");
  return text(`${kind}_text`) || summary.text;
}

/** @param {Actions} actions */
function grown(actions) {
  return h("p", { class: "aside" }, text("grown"), " ", plain(text("check_again"), "grown", actions.check));
}

/** @param {TabState} state @param {Report} report @param {Actions} actions */
function list(state, { annotations, article }, actions) {
  const lost = new Set(state.lost);
  if (!annotations.length) return null;
  return h(
    "ol",
    { class: "marks", role: "list", "aria-label": text("list_of_marks") },
    ...annotations.map((annotation) => item(annotation, article.language, lost.has(annotation.id), actions)),
  );
}

/** @param {Annotation} annotation @param {string | null} lang @param {boolean} isLost @param {Actions} actions */
function item(annotation, lang, isLost, actions) {
  const { id, severity } = annotation;
  return h(
    "li",
    { class: `mark ${severity}`, "data-id": id },
    markHead(annotation),
    place(annotation, lang, isLost, actions),
    markReason(annotation),
    h(
      "div",
      { class: "actions" },
      plain(text("copy"), `copy ${id}`, () => actions.copy(annotation)),
      plain(text("dispute"), `dispute ${id}`, () => actions.dispute(annotation)),
    ),
  );
}

/** The passage: a button that leads to it, or the words alone where it is not in the page. @param {Annotation} annotation @param {string | null} lang @param {boolean} isLost @param {Actions} actions */
function place(annotation, lang, isLost, actions) {
  const quote = quoted(annotation);
  if (!quote) return h("p", { class: "aside" }, text("whole_page"));
  if (isLost) {
    return h(
      "div",
      {},
      h("p", { class: "jump", lang }, quote),
      h("p", { class: "aside" }, text("lost")),
    );
  }
  const go = () => actions.find(annotation.id);
  return h(
    "button",
    { class: "jump", type: "button", onclick: go, "data-key": `find ${annotation.id}`, title: text("show_in_page") },
    h("span", { lang }, quote),
    h("span", { class: "unseen" }, text("show_in_page")),
  );
}

/** @param {Report} report */
function facts({ article, stance }) {
  /** @type {[string, string | null][]} */
  const rows = [
    [text("fact_title"), article.title],
    [text("fact_author"), article.author],
    [text("fact_site"), article.site_name],
    [text("fact_date"), article.published && dateWord(article.published)],
    [text("fact_date_from"), article.published && dateSource(article.published_from)],
    [text("fact_stance"), stance === "debunks" ? text("debunks_title") : null],
    [text("fact_length"), article.characters ? text("fact_length_value", article.characters, article.sentences) : null],
  ];
  const known = rows.filter(([, value]) => value);
  if (!known.length) return null;
  return h(
    "section",
    {},
    h("h2", {}, text("facts")),
    h("dl", {}, ...known.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

/** Where on the page its date was read: how the service names a place, and its words here. */
const DATE_SOURCES = [
  [/^meta /, "meta"],
  [/^json-ld /, "data"],
  [/^script /, "script"],
  [/^byline$/, "byline"],
  [/^time element$/, "time"],
  [/^address$/, "address"],
  [/^htmldate$/, "guess"],
  [/./, "platform"],
];

/** @param {string | null | undefined} from */
function dateSource(from) {
  const found = DATE_SOURCES.find(([pattern]) => /** @type {RegExp} */ (pattern).test(from ?? ""));
  return found ? text(`date_from_${found[1]}`) : null;
}

/** What a reader can do about the page. @param {Actions} actions */
function voice(actions) {
  return h(
    "section",
    {},
    h("h2", {}, text("voice")),
    h("p", { class: "aside" }, text("voice_text")),
    h(
      "div",
      { class: "buttons" },
      button(text("tip"), actions.tip),
      button(text("complain"), actions.complain),
    ),
  );
}

/** @param {Sent | undefined} sent */
function sentPart(sent) {
  if (!sent) return [];
  const kilobytes = Math.max(1, Math.round(sent.bytes / 1024));
  return [
    h(
      "section",
      {},
      h(
        "details",
        { "data-key": "sent" },
        h("summary", {}, text("sent")),
        h("p", {}, text("sent_where", sent.server, new Date(sent.at).toLocaleString())),
        h(
          "ul",
          { role: "list" },
          h("li", {}, text("sent_address", sent.url)),
          h("li", {}, text(`sent_${sent.what}`, sent.characters, kilobytes)),
          sent.labels > 0 && h("li", {}, text("sent_labels", sent.labels)),
          h("li", {}, text("sent_not")),
        ),
        h("pre", { tabIndex: 0, "aria-label": text("sent_body") }, excerpt(sent.body)),
      ),
    ),
  ];
}

/** @param {string} body */
const excerpt = (body) => (body.length > EXCERPT ? `${body.slice(0, EXCERPT)}…` : body);

/** @param {TabState | undefined} state @param {Actions} actions */
function foot(state, actions) {
  const ways = [
    state?.phase === "done" && plain(text("check_again"), "again", actions.check),
    plain(text("reports"), "reports", actions.reports),
    plain(text("options"), "options", actions.options),
  ];
  return [h("footer", {}, h("p", {}, text("foot")), h("div", { class: "actions" }, ...ways))];
}
