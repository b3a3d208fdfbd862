/**
 * The service's fingerprints as this browser keeps them: asked for rarely, and only when unknown.
 *
 * @import {Fingerprints, Packed} from "./look.js"
 *
 * @typedef {object} Kept
 * @property {string} server
 * @property {string | null} etag
 * @property {number} at       when the service was last asked (ms)
 * @property {Packed} packed
 */
import { recall, remember } from "../shared/browser.js";
import { unpack } from "./look.js";
import { fetchFingerprints, ServiceError } from "./service.js";

const KEY = "fingerprints";

/** The layout that is understood here. */
const FORMAT = 1;

/** For this long what is kept is good enough (ms): rebuttals come by the day. */
const FRESH = 6 * 3600_000;

/** What was unpacked last, of which server and state: unpacking 10,000 records takes 70 ms. @type {{name: string, fingerprints: Fingerprints} | null} */
let unpacked = null;

/** @type {Promise<Fingerprints> | null} */
let asking = null;

/**
 * The fingerprints of a service.  Those kept are used when it cannot be asked; throws
 * ServiceError when there are none.
 * @param {string} server @returns {Promise<Fingerprints>}
 */
export function fingerprintsOf(server) {
  asking ??= read(server).finally(() => (asking = null));
  return asking;
}

/** @param {string} server */
async function read(server) {
  const stored = /** @type {Kept | undefined} */ (await recall(KEY));
  const kept = stored?.server === server && stored.packed.format === FORMAT ? stored : null;
  const isFresh = kept && Date.now() - kept.at < FRESH;
  const { etag, packed } = isFresh ? kept : await renewed(server, kept);
  const name = `${server} ${etag}`;
  if (unpacked?.name !== name) unpacked = { name, fingerprints: unpack(packed) };
  return unpacked.fingerprints;
}

/** @param {string} server @param {Kept | null} kept @returns {Promise<Kept>} */
async function renewed(server, kept) {
  try {
    const got = await fetchFingerprints(server, kept?.etag ?? null);
    const packed = got.packed ?? kept?.packed;
    if (packed?.format !== FORMAT) throw new ServiceError("server_error");
    const news = { server, etag: got.etag, at: Date.now(), packed };
    await remember(KEY, news);
    return news;
  } catch (error) {
    if (kept && error instanceof ServiceError) return kept;
    throw error;
  }
}
