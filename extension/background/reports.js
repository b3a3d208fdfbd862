/**
 * The reader's own reports: their numbers, kept on this machine, and what became of them.
 *
 * Kept is what it takes to ask, and to tell one from the other; not the page, not the words.  The
 * service is asked when the reader looks, never otherwise.
 *
 * @import {KeptReport, Problem, ReaderReport, ReportAnswer, ReportFound} from "../shared/messages.js"
 */
import { recall, remember } from "../shared/browser.js";
import { readSettings } from "../shared/settings.js";
import { fetchReport, sendReport, ServiceError } from "./service.js";

const KEY = "reports";

/** The latest are kept: older ones were decided, or can be looked up by hand. */
const MOST = 20;

/** Sends a report, and keeps the number it got. @param {ReaderReport} report @returns {Promise<ReportAnswer>} */
export async function report(report) {
  const { server } = await readSettings();
  const answer = await sendReport(server, report);
  if ("number" in answer) await keep({ number: answer.number, kind: report.kind, server, at: new Date().toISOString() });
  return answer;
}

/** What became of each, the latest first; those sent to another service are not asked about. @returns {Promise<ReportFound[]>} */
export async function reports() {
  const { server } = await readSettings();
  return Promise.all((await kept()).map((one) => (one.server === server ? withAnswer(one) : one)));
}

/** Keeps a number that the reader has typed, if the service knows it. @param {string} typed @returns {Promise<ReportAnswer>} */
export async function lookUp(typed) {
  const { server } = await readSettings();
  try {
    const { number, kind, sent_at } = await fetchReport(server, typed);
    await keep({ number, kind, server, at: sent_at });
    return { number };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** @param {string} number */
export async function forgetReport(number) {
  await remember(KEY, (await kept()).filter((one) => one.number !== number));
}

/** @param {KeptReport} report @returns {Promise<ReportFound>} */
async function withAnswer(report) {
  try {
    return { ...report, seen: await fetchReport(report.server, report.number) };
  } catch (error) {
    return { ...report, problem: problemOf(error) };
  }
}

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  if (error instanceof ServiceError) return error.problem;
  throw error;
}

/** @returns {Promise<KeptReport[]>} */
const kept = async () => (await recall(KEY)) ?? [];

/** @param {KeptReport} report */
async function keep(report) {
  const others = (await kept()).filter(({ number }) => number !== report.number);
  await remember(KEY, [report, ...others].slice(0, MOST));
}
