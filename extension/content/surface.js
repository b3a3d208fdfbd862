/**
 * The place in the page where the extension shows something of its own: one element behind
 * <body>, with a closed shadow root.  It is there only while something is shown.
 */
import shared from "../shared/mark.css";
import { language } from "../shared/settings.js";
import own from "./card.css";
import { HOST } from "./reading.js";

/** @type {{host: HTMLElement, root: HTMLElement} | null} */
let surface = null;

/** Adds an element to what is shown. @param {HTMLElement} element */
export function show(element) {
  surface ??= makeSurface();
  surface.root.append(element);
}

/** Takes an element away, and the place with the last one. @param {HTMLElement} element */
export function hide(element) {
  element.remove();
  if (!surface || surface.root.childElementCount) return;
  surface.host.remove();
  surface = null;
}

/**
 * Whether an event is ours, or a focus that comes from us: inside a closed root the host stands
 * for all.
 * @param {Event & {relatedTarget?: EventTarget | null}} event
 */
export function isOurs({ target, relatedTarget }) {
  return surface !== null && (target === surface.host || relatedTarget === surface.host);
}

/** The element that has the focus in our place, or null. */
export function focused() {
  const root = /** @type {ShadowRoot | undefined} */ (surface?.root.getRootNode());
  return root?.activeElement ?? null;
}

function makeSurface() {
  const host = document.createElement(HOST);
  const shadow = host.attachShadow({ mode: "closed" });
  addStyles(shadow);
  const root = document.createElement("div");
  root.className = "text";
  root.lang = language();
  shadow.append(root);
  for (const type of ["keydown", "keyup", "keypress"]) {
    host.addEventListener(type, (event) => event.stopPropagation()); // "j" in a button is no shortcut
  }
  document.documentElement.append(host);
  return { host, root };
}

/** A style sheet object where the browser lets an isolated world have one: no policy forbids it. @param {ShadowRoot} shadow */
function addStyles(shadow) {
  const css = `${shared}\n${own}`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = css;
    shadow.append(style);
  }
}
