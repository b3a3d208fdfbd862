/**
 * The browser, as the extension uses it: the only module that names `chrome`.
 *
 * Firefox knows the same names.  What only one of them has (side panel, sidebar) is decided here.
 *
 * @import {TabState, ToContent, ToWorker} from "./messages.js"
 * @typedef {chrome.tabs.Tab} Tab
 * @typedef {{sidebarAction?: {open(): Promise<void>}}} Sidebar
 */

// --- words ---------------------------------------------------------------------------------

/** The text of _locales in the browser's language. @param {string} key @param {...(string|number)} values */
export const text = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

// --- messages ------------------------------------------------------------------------------

/** @param {ToWorker} message @returns {Promise<any>} */
export const tellWorker = (message) => chrome.runtime.sendMessage(message);

/** Rejects where no content script listens. @param {number} tab @param {ToContent} message @returns {Promise<any>} */
export const tellTab = (tab, message) => chrome.tabs.sendMessage(tab, message);

/**
 * Answers every message with what `answer` resolves to; messages it returns undefined for are
 * left to others.
 * @param {(message: any, from: Tab | undefined) => Promise<unknown> | undefined} answer
 */
export function onMessage(answer) {
  chrome.runtime.onMessage.addListener((message, sender, respond) => {
    if (sender.id !== chrome.runtime.id) return false;
    const answered = answer(message, sender.tab);
    answered?.then(respond, () => respond(undefined));
    return answered !== undefined;
  });
}

// --- what the reader does --------------------------------------------------------------------

/** @param {(tab: Tab) => void} handle */
export const onButton = (handle) => chrome.action.onClicked.addListener(handle);

/** @param {(command: string, tab: Tab | undefined) => void} handle */
export const onCommand = (handle) =>
  chrome.commands.onCommand.addListener((command, tab) => handle(command, tab));

/** @param {{id: string, title: string, contexts: ("page" | "selection")[]}[]} entries */
export function setMenu(entries) {
  chrome.runtime.onInstalled.addListener(async () => {
    await chrome.contextMenus.removeAll();
    for (const { id, title, contexts } of entries) {
      chrome.contextMenus.create({ id, title, contexts: /** @type {any} */ (contexts) });
    }
  });
}

/** @param {(id: string, selection: string, tab: Tab | undefined) => void} handle */
export const onMenu = (handle) =>
  chrome.contextMenus.onClicked.addListener((info, tab) =>
    handle(String(info.menuItemId), info.selectionText ?? "", tab),
  );

// --- tabs ------------------------------------------------------------------------------------

/** Called with the tab while a document loads, and when it has. @param {(tab: Tab, status: string) => void} handle */
export const onLoading = (handle) =>
  chrome.tabs.onUpdated.addListener((_id, change, tab) => {
    if (change.status) handle(tab, change.status);
  });

/** @param {(tab: number) => void} handle */
export const onClosed = (handle) => chrome.tabs.onRemoved.addListener((id) => handle(id));

/** @param {() => void} handle */
export function onTabChange(handle) {
  chrome.tabs.onActivated.addListener(handle);
  chrome.windows.onFocusChanged.addListener(handle);
}

/** The tab in front, or undefined. @returns {Promise<Tab | undefined>} */
export async function tabInFront() {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab;
}

/** @param {number} id */
export const tabById = (id) => chrome.tabs.get(id);

/** @param {string} path inside the extension */
export const openTab = (path) => chrome.tabs.create({ url: chrome.runtime.getURL(path) });

export const openOptions = () => chrome.runtime.openOptionsPage();

/** Puts script and styles into the tab's page. Rejects where the browser does not allow it. @param {number} tabId */
export async function inject(tabId) {
  const target = { tabId };
  await chrome.scripting.executeScript({ target, files: ["content/content.js"] });
  const files = ["content/marks.css"];
  const everywhere = { target: { tabId, allFrames: true }, files };
  await chrome.scripting.removeCSS(everywhere).catch(() => {}); // else a second check adds it twice
  // A frame that goes away meanwhile, as those of advertisements do, is no reason not to check.
  await chrome.scripting.insertCSS(everywhere).catch(() => chrome.scripting.insertCSS({ target, files }));
}

// --- button and panel ------------------------------------------------------------------------

/** @param {number} tabId @param {{text: string, title: string, colour: string}} badge */
export async function setBadge(tabId, { text, title, colour }) {
  await chrome.action.setBadgeText({ tabId, text });
  await chrome.action.setTitle({ tabId, title });
  await chrome.action.setBadgeBackgroundColor({ tabId, color: colour });
  await chrome.action.setBadgeTextColor?.({ tabId, color: "#ffffff" });
}

/**
 * Opens the list beside the page: must be called in the same turn as the reader's click.
 * Rejects where the browser takes it for no click, or has no place beside the page.
 * @param {number} tabId
 */
export function openPanel(tabId) {
  // Chrome has the first, Firefox for the desktop the second, which @types/chrome does not know.
  const { sidePanel, sidebarAction } = /** @type {typeof chrome & Sidebar} */ (chrome);
  if (sidePanel) {
    sidePanel.setOptions({ tabId, path: `panel/panel.html?tab=${tabId}`, enabled: true });
    return sidePanel.open({ tabId });
  }
  return sidebarAction?.open() ?? Promise.reject(new Error("no place beside the page"));
}

/** Whether the list of a tab is open beside it. Only Chrome can tell. @param {number} tabId */
export async function isPanelOpen(tabId) {
  const contexts = await chrome.runtime.getContexts?.({ contextTypes: ["SIDE_PANEL"] });
  return contexts?.some(({ documentUrl }) => documentUrl?.endsWith(`?tab=${tabId}`)) ?? false;
}

// --- what is remembered ----------------------------------------------------------------------

/** Kept on disk. @param {string} key @returns {Promise<any>} */
export const recall = async (key) => (await chrome.storage.local.get(key))[key];

/** @param {string} key @param {unknown} value */
export const remember = (key, value) => chrome.storage.local.set({ [key]: value });

/** Kept in memory until the browser closes. @param {number} tab @returns {Promise<TabState | undefined>} */
export const tabState = async (tab) => {
  const stored = await chrome.storage.session.get(stateKey(tab));
  return /** @type {TabState | undefined} */ (stored[stateKey(tab)]);
};

/** @param {number} tab @param {TabState} state */
export const setTabState = (tab, state) => chrome.storage.session.set({ [stateKey(tab)]: state });

/** @param {number} tab */
export const dropTabState = (tab) => chrome.storage.session.remove(stateKey(tab));

/** @param {(tab: number) => void} handle */
export function onTabState(handle) {
  chrome.storage.session.onChanged.addListener((changes) => {
    for (const key of Object.keys(changes)) {
      if (key.startsWith("tab:")) handle(Number(key.slice("tab:".length)));
    }
  });
}

/** @param {number} tab */
const stateKey = (tab) => `tab:${tab}`;

// --- permission for addresses ----------------------------------------------------------------

/** @param {string[]} origins match patterns */
export const mayReach = (origins) => chrome.permissions.contains({ origins });

/** Asks the reader: must be called in the same turn as a click. @param {string[]} origins */
export const askToReach = (origins) => chrome.permissions.request({ origins });

/** @param {string[]} origins */
export const giveBack = (origins) => chrome.permissions.remove({ origins });
