/**
 * Makes elements.  Text reaches the page as text, never as markup; only http(s) links are links.
 */

/**
 * An element with its properties and children.  `on…` are listeners, `class`, `role`, `aria-…`
 * and `data-…` are attributes, everything else a property; null and false children are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (/^(class|role|for|lang|aria-.*|data-.*)$/.test(name)) element.setAttribute(name, value);
    else /** @type {any} */ (element)[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * A link that opens beside the page; the words alone where the address is no http(s) one.
 * @param {string | null | undefined} address @param {...(Node | string)} words
 */
export function link(address, ...words) {
  if (!address || !/^https?:\/\//i.test(address)) return h("span", {}, ...words);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

/** @param {string} key @returns {(event: KeyboardEvent) => boolean} */
export const isKey = (key) => (event) => event.key === key && !event.isComposing;
