/**
 * What came of a check, in one word: the same word for the badge, the line and the list.
 *
 * @import {Severity, TabState} from "./messages.js"
 *
 * @typedef {"reading" | "looked" | "failed" | "moved" | "marks" | "debunks" | "no_article" | "nothing"} Kind
 * @typedef {{kind: Kind, marks: number, severity: Severity | "none"}} Outcome
 */

/** @param {TabState} state @returns {Outcome} */
export function outcomeOf(state) {
  const marks = state.report?.annotations.length ?? 0;
  const severity = state.report?.summary.severity ?? "none";
  return { kind: kindOf(state, marks), marks, severity: marks ? severity : "none" };
}

/** @param {TabState} state @param {number} marks @returns {Kind} */
function kindOf({ phase, report, moved }, marks) {
  if (phase === "reading") return "reading";
  if (phase === "looked") return moved ? "moved" : "looked";
  if (phase === "failed" || !report) return "failed";
  if (moved) return "moved";
  if (marks) return "marks";
  if (!report.article.characters) return "no_article";
  return report.stance === "debunks" ? "debunks" : "nothing";
}
