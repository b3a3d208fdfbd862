/**
 * The manifests of both browsers: one description, and what each of them calls by its own name.
 *
 * Every permission is explained to readers in README.md; a test compares the two.
 */

const SHARED = {
  manifest_version: 3,
  name: "__MSG_name__",
  description: "__MSG_description__",
  default_locale: "zh_CN",
  icons: icons(16, 32, 48, 128),
  action: { default_title: "__MSG_button_title__", default_icon: icons(16, 32) },
  permissions: ["activeTab", "scripting", "storage", "contextMenus"],
  // The service on the reader's own machine.  Match patterns of Firefox know no ports.
  host_permissions: ["http://127.0.0.1/*"],
  // One pattern, not one a scheme: a request for "*://site/*" must lie within a single one.
  optional_host_permissions: ["*://*/*"],
  options_ui: { page: "options/options.html", open_in_tab: true },
  incognito: "not_allowed",
  commands: {
    _execute_action: { suggested_key: { default: "Alt+Shift+M" } },
    "next-mark": { suggested_key: { default: "Alt+Shift+J" }, description: "__MSG_command_next__" },
    "previous-mark": {
      suggested_key: { default: "Alt+Shift+K" },
      description: "__MSG_command_previous__",
    },
  },
  content_security_policy: {
    extension_pages:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src http: https:",
  },
};

/** @param {string} version @returns {Record<"chrome" | "firefox", object>} */
export function manifests(version) {
  return {
    chrome: {
      ...SHARED,
      version,
      minimum_chrome_version: "128", // caretPositionFromPoint, sidePanel.open, CSS.highlights
      permissions: [...SHARED.permissions, "sidePanel"],
      background: { service_worker: "background/worker.js", type: "module" },
      side_panel: { default_path: "panel/panel.html" },
    },
    firefox: {
      ...SHARED,
      version,
      background: { scripts: ["background/worker.js"], type: "module" },
      sidebar_action: {
        default_panel: "panel/panel.html",
        default_title: "__MSG_name__",
        default_icon: icons(16, 32),
        open_at_install: false,
      },
      browser_specific_settings: {
        gecko: {
          id: "mingbian@mingbian.org",
          strict_min_version: "142.0", // CSS.highlights, and data_collection_permissions
          data_collection_permissions: { required: ["websiteContent"] },
        },
      },
    },
  };
}

/** @param {number[]} sizes */
function icons(...sizes) {
  return Object.fromEntries(sizes.map((size) => [size, `icons/${size}.png`]));
}
