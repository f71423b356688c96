import type { Shape } from '../../src/ladder/scene';

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** A new element of SVG. */
export function svgElement<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string | number>> = {}): SVGElementTagNameMap[K] {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A shape as an element; its text becomes a text node. */
export function elementOf({ tag, attributes, text, children }: Shape): SVGElement {
  const element = svgElement(tag, attributes);
  if (text !== undefined) element.textContent = text;
  for (const child of children ?? []) element.append(elementOf(child));
  return element;
}
