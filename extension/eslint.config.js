import js from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

// The one module that may name the browser's extension interface.
const BROWSER_MODULE = "shared/browser.js";

export default [
  { ignores: ["dist/", "node_modules/"] },
  js.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "no-restricted-globals": ["error", "chrome", "browser"],
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "Text reaches the page as text: use shared/dom.js.",
        })),
      ],
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60 }],
      eqeqeq: "error",
      "prefer-const": "error",
    },
  },
  {
    files: [BROWSER_MODULE],
    languageOptions: { globals: { ...globals.webextensions } },
    rules: { "no-restricted-globals": "off" },
  },
  { files: ["*.js", "manifest/*.js"], languageOptions: { globals: { ...globals.node } } },
];
