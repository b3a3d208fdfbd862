/**
 * What the parts of the extension say to each other, and to the service: types, no code.
 *
 * @typedef {"alert" | "warning" | "notice"} Severity
 * @typedef {"zh-CN" | "zh-TW" | "en"} Language
 *
 * One piece of evidence: who said what about the claim, and where that can be read.
 * @typedef {object} Evidence
 * @property {string | null} [record]
 * @property {string | null} [claim]
 * @property {string | null} [verdict]
 * @property {string | null} [publisher]
 * @property {string | null} [title]
 * @property {string | null} [url]
 * @property {string | null} [date]
 *
 * @typedef {{type: "TextQuoteSelector", exact: string, prefix?: string, suffix?: string}} QuoteSelector
 * @typedef {{type: "TextPositionSelector", start: number, end: number}} PositionSelector
 *
 * A mark, as the service gives it (a W3C Web Annotation).  Without a selector it is about the
 * whole page.
 * @typedef {object} Annotation
 * @property {string} id
 * @property {string} check
 * @property {Severity} severity
 * @property {string} label
 * @property {string} message
 * @property {number} confidence
 * @property {{source: string | null, selector?: (QuoteSelector | PositionSelector)[]}} target
 * @property {Evidence[]} evidence
 *
 * @typedef {object} Article
 * @property {string | null} title
 * @property {string | null} author
 * @property {string | null} site_name
 * @property {string | null} published  ISO date
 * @property {string | null} [published_from]  where on the page that was read
 * @property {string | null} language
 * @property {number} characters
 * @property {number} sentences
 * @property {string} [empty_because]  why there are no characters
 *
 * @typedef {object} Report
 * @property {string} id
 * @property {string | null} url
 * @property {string} checked_at
 * @property {string} index_version
 * @property {Article} article
 * @property {"asserts" | "debunks" | "none"} stance
 * @property {{severity: Severity | "none", counts: Record<string, number>, text: string}} summary
 * @property {Annotation[]} annotations
 *
 * How one label of the page looks to the reader.
 * @typedef {{quote: string, font_px: number, contrast: number | null, visible: boolean}} LayoutNote
 *
 * What the content script read for a look inside the browser.
 * @typedef {object} PageText
 * @property {string} url
 * @property {string} title
 * @property {string} text        each block on a line of its own
 * @property {boolean} sensitive  a sign-in or payment form is the page's main content
 *
 * What it read for the service.  `html` is null where the page is too large to send whole, and
 * `text` is empty where it is not.
 * @typedef {PageText & {html: string | null, layout: LayoutNote[]}} Captured
 *
 * The body of POST /v1/check.
 * @typedef {object} CheckRequest
 * @property {string} url
 * @property {string} [html]
 * @property {string} [text]
 * @property {string} captured_at
 * @property {Language} language
 * @property {LayoutNote[]} [layout]
 *
 * The body of POST /v1/reports.
 * @typedef {object} ReaderReport
 * @property {"dispute" | "tip"} kind
 * @property {string} reason   the reader's own words
 * @property {string} [url]
 * @property {string} [quote]  the sentence
 * @property {string} [record_id]
 * @property {string} [annotation_id]
 *
 * The answer of GET /v1/reports/{number}: what became of a report.
 * @typedef {object} ReportSeen
 * @property {string} number
 * @property {"tip" | "dispute" | "appeal"} kind
 * @property {"open" | "accepted" | "declined"} state
 * @property {string} sent_at
 * @property {string | null} answer       the curators' reason, once it is decided
 * @property {string | null} answered_at
 * @property {boolean} may_appeal
 *
 * What this machine keeps of a report.
 * @typedef {{number: string, kind: ReportSeen["kind"], server: string, at: string}} KeptReport
 *
 * With what the service says of it: neither `seen` nor `problem` where it went to another service.
 * @typedef {KeptReport & {seen?: ReportSeen, problem?: Problem}} ReportFound
 *
 * Why a check ended without a report, or a question without an answer.
 * @typedef {"unreachable" | "busy" | "too_many" | "too_large" | "refused" | "server_error"
 *   | "no_permission" | "not_a_page" | "excluded" | "unknown"} Problem
 *
 * What was sent, for the reader to look at; kept in memory only.
 * @typedef {object} Sent
 * @property {string} server
 * @property {string} at
 * @property {string} url
 * @property {"page" | "text" | "selection"} what
 * @property {number} bytes
 * @property {number} characters
 * @property {number} labels
 * @property {string} body  the beginning of the request, as it went out
 *
 * What is known about a tab.  `lost` are the ids of marks that have no place in the page now.
 * @typedef {object} TabState
 * @property {"reading" | "looked" | "done" | "failed"} phase  looked: nothing was sent
 * @property {number} run       which check this is: a later one replaces an earlier one
 * @property {string} [title]
 * @property {Problem} [problem]
 * @property {Report} [report]
 * @property {string[]} [lost]
 * @property {Sent} [sent]
 * @property {number[]} [looked]  wordings of the index that the page may repeat
 * @property {boolean} [moved]  the page has turned into another one since
 * @property {boolean} [grown]  text came in that was not checked
 * @property {{id: string, at: number}} [disputing]  the mark a reader wants to dispute, and since when
 *
 * Worker → content.
 * @typedef {{type: "read", keepQuery: boolean}} ReadMessage            answers PageText
 * @typedef {{type: "capture", keepQuery: boolean}} CaptureMessage      answers Captured
 * @typedef {{type: "show", annotations: Annotation[], note: Note | null}} ShowMessage  answers {lost}
 * @typedef {{type: "go", id: string}} GoMessage                        answers {found}
 * @typedef {{type: "step", by: 1 | -1}} StepMessage
 * @typedef {{type: "clear"}} ClearMessage
 * @typedef {{type: "here"}} HereMessage                                answers {here: true}
 * @typedef {ReadMessage | CaptureMessage | ShowMessage | GoMessage | StepMessage | ClearMessage | HereMessage}
 *   ToContent
 *
 * The line shown in the page where no panel is open beside it.
 * @typedef {{text: string, marks: number, stays: boolean}} Note
 *
 * Content or panel → worker.  `tab` is left out by the content script, which speaks for its own.
 * @typedef {{type: "placed", lost: string[]}} PlacedMessage
 * @typedef {{type: "moved"}} MovedMessage
 * @typedef {{type: "grown", share: number}} GrownMessage   how much more text than was checked
 * @typedef {{type: "open-panel", disputing?: string}} OpenPanelMessage
 * @typedef {{type: "check", tab: number}} CheckMessage
 * @typedef {{type: "find", tab: number, id: string}} FindMessage       answers {found}
 * @typedef {{type: "report", report: ReaderReport}} ReportMessage      answers ReportAnswer
 * @typedef {{type: "reports"}} ReportsMessage                          answers ReportFound[]
 * @typedef {{type: "look-up", number: string}} LookUpMessage           answers ReportAnswer
 * @typedef {{type: "forget-report", number: string}} ForgetReportMessage
 * @typedef {PlacedMessage | MovedMessage | GrownMessage | OpenPanelMessage | CheckMessage
 *   | FindMessage | ReportMessage | ReportsMessage | LookUpMessage | ForgetReportMessage} ToWorker
 *
 * @typedef {{number: string} | {problem: Problem}} ReportAnswer
 */

export {};
