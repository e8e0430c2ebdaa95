/** Builds elements from names, attributes and text. A string is always text: nothing in a view makes HTML from strings. */

export type Child = Node | string;
export type Attributes = Readonly<Record<string, string>>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children);
}

/** A shape. Geometry goes in as attributes and colour through classes, since the content policy allows no inline style. */
export function shape<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

export function button(label: string, run: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', run);
  return made;
}

/** Puts a space between elements: in a row they need none to be seen, but their text is read and copied as one. */
export function spaced(children: readonly Child[]): Child[] {
  return children.flatMap((child, index) => (index === 0 ? [child] : [' ', child]));
}

/** Replaces what the element with that id holds. */
export function replace(id: string, ...children: readonly Child[]): void {
  document.getElementById(id)?.replaceChildren(...children);
}

function fill<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
