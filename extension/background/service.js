/**
 * The service, over HTTP: what goes out and what comes back, with every failure named.
 *
 * @import {Captured, CheckRequest, Problem, ReaderReport, Report, ReportAnswer, ReportSeen, Sent} from "../shared/messages.js"
 */
import { mayReach } from "../shared/browser.js";
import { patternOfServer } from "../shared/addresses.js";
import { language } from "../shared/settings.js";

/** The service answers within 10 s; after twice that nobody is there (ms). */
const PATIENCE = 20_000;

/** The service takes 5 MB; larger bodies are not sent. */
const MOST_BYTES = 5_000_000;

/** How much of a request the "what was sent" view keeps, in characters. */
const KEPT = 20_000;

/** @type {Record<number, Problem>} */
const PROBLEMS = { 404: "unknown", 413: "too_large", 422: "refused", 429: "too_many", 503: "busy" };

/** Nothing of the reader goes along, and nothing is left in the browser's cache. @type {RequestInit} */
const PLAIN = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };

/** Why the service gave no answer. */
export class ServiceError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * The request for a captured page, or for the selection in it.
 * @param {Captured} captured @param {string | null} selection @returns {CheckRequest}
 */
export function checkRequest({ url, html, text, layout }, selection) {
  const common = { url, captured_at: new Date().toISOString(), language: language() };
  if (selection) return { ...common, text: selection };
  return html === null ? { ...common, text } : { ...common, html, layout };
}

/**
 * What a request tells, for the reader to look at.
 * @param {string} server @param {CheckRequest} request @param {string | null} selection @returns {Sent}
 */
export function sentNote(server, request, selection) {
  const body = JSON.stringify(request);
  return {
    server,
    at: request.captured_at,
    url: request.url,
    what: selection ? "selection" : request.html ? "page" : "text",
    bytes: new TextEncoder().encode(body).length,
    characters: (request.html ?? request.text ?? "").length,
    labels: request.layout?.length ?? 0,
    body: JSON.stringify(request, null, 2).slice(0, KEPT),
  };
}

/** @param {string} server @param {CheckRequest} request @returns {Promise<Report>} throws ServiceError */
export async function check(server, request) {
  return post(server, "/v1/check", request);
}

/** @param {string} server @param {ReaderReport} report @returns {Promise<ReportAnswer>} */
export async function sendReport(server, report) {
  try {
    const { number } = await post(server, "/v1/reports", report);
    return { number: String(number) };
  } catch (error) {
    if (error instanceof ServiceError) return { problem: error.problem };
    throw error;
  }
}

/** What became of a report. @param {string} server @param {string} number @returns {Promise<ReportSeen>} throws ServiceError */
export async function fetchReport(server, number) {
  return jsonOf(await reach(`${server}/v1/reports/${encodeURIComponent(number)}`, PLAIN));
}

/**
 * The index's fingerprints; without `packed` where those with this tag are still right.
 * @param {string} server @param {string | null} etag
 * @returns {Promise<{etag: string | null, packed?: import("./look.js").Packed}>} throws ServiceError
 */
export async function fetchFingerprints(server, etag) {
  const headers = etag ? { "If-None-Match": etag } : undefined;
  const response = await reach(`${server}/v1/fingerprints`, { ...PLAIN, headers });
  if (response.status === 304) return { etag };
  return { etag: response.headers.get("ETag"), packed: await jsonOf(response) };
}

/** @param {string} server @param {string} path @param {object} content @returns {Promise<any>} */
async function post(server, path, content) {
  const body = JSON.stringify(content);
  if (new TextEncoder().encode(body).length > MOST_BYTES) throw new ServiceError("too_large");
  const headers = { "Content-Type": "application/json" };
  return jsonOf(await reach(server + path, { ...PLAIN, method: "POST", headers, body }));
}

/** @param {Response} response @returns {Promise<any>} */
function jsonOf(response) {
  if (!response.ok) throw new ServiceError(PROBLEMS[response.status] ?? "server_error");
  return response.json().catch(() => {
    throw new ServiceError("server_error");
  });
}

/** @param {string} address @param {RequestInit} request */
async function reach(address, request) {
  if (!(await mayReach([patternOfServer(address)]))) throw new ServiceError("no_permission");
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new ServiceError("unreachable");
  }
}
