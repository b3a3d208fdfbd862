/**
 * Which addresses are read, and how much of an address is sent.  Pure functions.
 */

/**
 * Hosts (and everything below them) of mail, sign-in and payment: never read, whatever is set.
 * A short list of what is certain; EXCLUDED_WORDS catch the many others.
 */
const EXCLUDED_HOSTS = [
  "mail.qq.com", "wx.mail.qq.com", "exmail.qq.com", "mail.163.com", "mail.126.com", "mail.sina.com.cn",
  "mail.aliyun.com", "mail.google.com", "outlook.live.com", "outlook.office.com", "mail.yahoo.com",
  "alipay.com", "tenpay.com", "pay.weixin.qq.com", "unionpay.com", "95516.com", "paypal.com",
  "icbc.com.cn", "ccb.com", "abchina.com", "boc.cn", "bankcomm.com", "cmbchina.com", "psbc.com",
  "accounts.google.com", "login.live.com", "login.microsoftonline.com", "appleid.apple.com",
  "chsi.com.cn",
];

/** First labels of a host that say what it is for: passport.weibo.com, pay.example.com. */
const EXCLUDED_LABELS =
  /^(?:web)?(?:mail|email|webmail|login|signin|sso|auth|oauth|passport|accounts?|id|pay|payment|cashier|checkout|wallet|ebank|bank|netbank)\d*$/;

/** Parts of a path that say the same: whole parts only, so that /news/payment-rules is read. */
const EXCLUDED_PATH =
  /[/_](?:login|log-in|logon|signin|sign-in|signup|sign-up|register|password|passwd|checkout|payment|pay|cashier|inbox|mailbox|webmail)(?=$|[/._])/i;

/**
 * The address as it may be sent: without what can name a person or a session.
 * @param {string} address @param {boolean} keepQuery
 */
export function cleanAddress(address, keepQuery) {
  const url = new URL(address);
  url.hash = "";
  url.username = "";
  url.password = "";
  if (!keepQuery) url.search = "";
  return url.href;
}

/** Whether the browser lets an extension read it, and there can be an article. @param {string | undefined} address */
export function isPage(address) {
  return address !== undefined && /^(https?|file):/.test(address);
}

/** Sign-in, payment and mail pages. @param {string} address */
export function isExcluded(address) {
  const { hostname, pathname } = new URL(address);
  if (EXCLUDED_HOSTS.some((host) => isBelow(hostname, host))) return true;
  return EXCLUDED_LABELS.test(hostname.split(".")[0]) || EXCLUDED_PATH.test(pathname);
}

/** @param {string} hostname @param {string} host */
export function isBelow(hostname, host) {
  return hostname === host || hostname.endsWith(`.${host}`);
}

/** Whether the page belongs to a site that the reader has listed. @param {string} address @param {string[]} sites */
export function isListed(address, sites) {
  const { hostname } = new URL(address);
  return sites.some((site) => isBelow(hostname, site));
}

/**
 * The host a reader means by "https://www.Weibo.com/x", "weibo.com " or "微博.com": lower case,
 * without "www.".  Null where it is no host.
 * @param {string} typed
 */
export function asSite(typed) {
  const trimmed = typed.trim();
  if (!trimmed) return null;
  const url = parsed(trimmed, "https");
  if (!url || !/[.]|^localhost$/.test(url.hostname)) return null;
  return url.hostname.replace(/^www\./, "");
}

/** The match patterns of a site and everything below it. @param {string} site */
export function patternsOf(site) {
  const isNumber = /^[\d.]+$/.test(site);
  return isNumber ? [`*://${site}/*`] : [`*://${site}/*`, `*://*.${site}/*`];
}

/**
 * The origin of a service from what the reader typed; null where it is none.
 * @param {string} typed
 */
export function asServer(typed) {
  return parsed(typed.trim(), "http")?.origin ?? null;
}

/** @param {string} typed @param {string} scheme where none was typed @returns {URL | null} */
function parsed(typed, scheme) {
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `${scheme}://${typed}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isHost = /^[^\s%]+$/.test(url.hostname); // Chrome takes "a b.com" for the host "a%20b.com"
  return /^https?:$/.test(url.protocol) && isHost ? url : null;
}

/** The match pattern of a server: patterns know no ports. @param {string} server */
export function patternOfServer(server) {
  const { protocol, hostname } = new URL(server);
  return `${protocol}//${hostname}/*`;
}

/** Whether what is sent stays on the reader's machine. @param {string} server */
export function isOwnMachine(server) {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(server).hostname);
}
