import { make } from './make.js';
import { shownText } from './shown-text.js';

const KINDS = { '+': 'added', '-': 'removed' };

/** A unified diff, line by line; lines that only name the file are left out where the page names it above. */
export function diffLines(diff, namesFile = true) {
  const hunks = namesFile ? diff : diff.slice(Math.max(0, diff.search(/^@@/m)));
  return make(
    'pre',
    { tabindex: '0' },
    hunks.split(/(?<=\n)/).map((text) => make('span', { class: KINDS[text[0]] }, shownText(text, true))),
  );
}
