import { plainText, shownText } from './shown-text.js';

/** Attributes that people read. */
const READ = new Set(['title', 'aria-label', 'placeholder']);

/**
 * A new element. Attributes as written in HTML; `on…` are listeners; undefined and false are left out. Children are text or
 * elements, nothing for undefined: what comes from the API never enters as markup, and odd characters in it are seen as such.
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (READ.has(name)) element.setAttribute(name, plainText(value));
    else element.setAttribute(name, value === true ? '' : value);
  }
  const shown = children.flat(Infinity).filter((child) => child !== undefined && child !== false);
  const keepsLines = tag === 'pre';
  element.append(...shown.flatMap((child) => (child instanceof Node ? child : shownText(child, keepsLines))));
  return element;
}

/** A button with its words; while what it does is under way, another click does nothing. */
export function button(words, onclick, { kind, ...attributes } = {}) {
  let underWay = false;
  const once = async (event) => {
    if (underWay) return;
    underWay = true;
    try {
      await onclick(event);
    } finally {
      underWay = false;
    }
  };
  return make('button', { type: 'button', class: kind, onclick: once, ...attributes }, words);
}

/** A list of facts: `[name, value]`, those without a value left out. */
export const facts = (pairs) =>
  make(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))),
  );

/** A table with its heads; it scrolls by itself where the window is too narrow. */
export function table(caption, heads, rows) {
  const head = make(
    'tr',
    {},
    heads.map((name) => make('th', { scope: 'col' }, name)),
  );
  return make(
    'div',
    { class: 'scroll' },
    make(
      'table',
      {},
      make('caption', { class: 'unseen' }, caption),
      make('thead', {}, head),
      make('tbody', {}, rows),
    ),
  );
}

/** A table row with these cells. */
export const line = (cells, attributes = {}) =>
  make(
    'tr',
    attributes,
    cells.map((cell) => make('td', {}, cell)),
  );

/** Says how many: "1 server", "3 servers". */
export const count = (number, one, several = `${one}s`) => `${number} ${number === 1 ? one : several}`;

/** Something that can be told apart by eye: the begin of a sha256, the whole of it on hover. */
export const fingerprint = (hash) =>
  make('code', { title: hash }, hash.slice(0, 12).replace(/(.{4})(?!$)/g, '$1 '));

/** Puts new content into a part of the page; what was open stays open, and what had the focus keeps it. */
export function redraw(part, ...content) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
  const open = new Set([...part.querySelectorAll('details[open]')].map(({ id }) => id));
  const shown = content.flat(Infinity).filter((child) => child !== undefined && child !== false);
  part.replaceChildren(...shown.flatMap((child) => (child instanceof Node ? child : shownText(child))));
  for (const one of part.querySelectorAll('details[id]')) if (open.has(one.id)) one.open = true;
  if (focused !== '') document.getElementById(focused)?.focus();
}
