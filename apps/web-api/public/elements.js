import { plainText, shownText } from './shown-text.js';

/** The element of this id. */
export const at = (id) => document.getElementById(id);

/** A badge: text with a class for its colour. */
export function badge(text, kind) {
  const mark = document.createElement('span');
  mark.className = `badge ${kind}`;
  mark.append(...shownText(text));
  return mark;
}

/** Text in small grey letters. */
export function small(text) {
  const note = document.createElement('small');
  note.append(...shownText(text));
  return note;
}

/** A value of a config file. Long ones are cut; the whole is shown on hover. */
export function value(it, quoted = false) {
  const code = document.createElement('code');
  const text = it === undefined ? '' : typeof it === 'string' && !quoted ? it : JSON.stringify(it);
  code.append(...shownText(text.length > 120 ? `${text.slice(0, 119)}…` : text));
  if (text.length > 120) code.title = plainText(text);
  return code;
}

/** One side of a difference: as written in the file where that says more; quotes tell the text "10" from the number 10. */
export const side = (written, it, kind) =>
  written === undefined ? value(it, kind === 'type_change') : value(written);

/** What a deviation asks for, with what the baseline says beside it. */
export const besideBaseline = ({ status, baseline }, expected) =>
  status !== 'documented'
    ? expected
    : [
        expected,
        document.createElement('br'),
        baseline === undefined
          ? small('the baseline has no such key')
          : [small('baseline '), value(baseline)],
      ];

/** A plugin in words; the files of the server itself have none. */
export const pluginWords = (plugin) =>
  plugin === '*' ? 'several plugins' : plugin === '_server' ? 'server files' : plugin;

/** Plugin and file above, the key below. */
export function place({ plugin, file, key, kind }) {
  return [
    ...shownText(`${pluginWords(plugin)} › ${file}`),
    document.createElement('br'),
    value(key || `(${kind.replaceAll('_', ' ')})`),
  ];
}

/** A table row. Each cell is text, an element, or lists of them: what comes from the API never enters as markup. */
export function row(cells) {
  const line = document.createElement('tr');
  for (const cell of cells) {
    const shown = [cell].flat(Infinity);
    line.insertCell().append(...shown.flatMap((one) => (one instanceof Node ? one : shownText(one))));
  }
  return line;
}

/** A row over the whole table that says why there is no other. */
export function emptyRow(text, columns) {
  const line = document.createElement('tr');
  const cell = line.insertCell();
  cell.colSpan = columns;
  cell.className = 'empty';
  cell.textContent = text;
  return line;
}

/** How long ago, in words. */
export function ago(iso, now = Date.now()) {
  if (iso === undefined) return 'never';
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h ago`
    : `${Math.round(seconds / 86_400)} days ago`;
}
