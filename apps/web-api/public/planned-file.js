import { diffLines } from './diff-lines.js';
import { count, fingerprint, line, make, table } from './make.js';
import { shownText } from './shown-text.js';

/** Longer values are folded: their beginning is seen at once, the whole on a click. */
const LONG_VALUE = 300;
const SECRET = 'a secret that is not shown';

const WHAT = {
  deleted: ['the file is deleted', 'hue-red'],
  new: ['a new file', 'hue-blue'],
  replaced: ['the whole content is replaced', 'hue-orange'],
  edited: ['', ''],
  jar: ['the JAR is replaced', 'hue-orange'],
};

/** What happens to one file: keys, text, or what it is; made from the contents, not from what was asked for. */
export function plannedFile(file) {
  const [words, hue] = WHAT[file.what];
  return make(
    'section',
    { class: `file file-${file.what}` },
    make(
      'h3',
      {},
      make('code', {}, file.path),
      ' ',
      words !== '' && make('span', { class: `badge ${hue}` }, words),
      file.because !== undefined && make('small', {}, ` ${file.because}`),
    ),
    sides(file),
    file.hiddenChanges === true &&
      make('p', { class: 'secret-changes' }, '! A secret changes with it. Secrets are shown as dots.'),
    file.notes.length > 0 &&
      make(
        'ul',
        { class: 'notes' },
        file.notes.map((note) => make('li', {}, note)),
      ),
    file.keys?.length > 0 && keyTable(file),
    file.diff !== undefined && folded('Line by line', diffLines(file.diff, false), !(file.keys?.length > 0)),
    file.text !== undefined && wholeText(file),
  );
}

function sides({ before, after }) {
  const side = (content) =>
    content === undefined
      ? ['no file']
      : [
          fingerprint(content.sha256),
          content.size !== undefined && ` ${count(content.size, 'byte')}, ${content.kind}`,
        ];
  return make('p', { class: 'sides' }, side(before), ' → ', side(after));
}

const keyTable = ({ path, keys, what }) =>
  table(
    `Keys of ${path}`,
    ['Key', 'Is now', 'Will be', 'Because'],
    keys.map(({ path: key, change, before, after, hidden, because }) =>
      line(
        [
          make(
            'code',
            {},
            key.length > 0 ? key.map((step) => (step === '' ? '""' : step)).join(' › ') : '(whole file)',
          ),
          before === undefined ? make('em', {}, 'not there') : value(before, 'was'),
          after === undefined
            ? make('strong', { class: 'taken-out' }, 'taken out')
            : [
                value(after, 'will'),
                hidden && before !== undefined && make('small', {}, ` ${otherSecret(before, after)}`),
              ],
          because ?? (what === 'edited' ? 'changes along' : change === 'reordered' ? 'another order' : ''),
        ],
        { class: change },
      ),
    ),
  );

const otherSecret = (before, after) =>
  before === after ? `${SECRET}, another one than now` : `with ${SECRET}, another one than now`;

function value(text, kind) {
  if (text.length <= LONG_VALUE) return make('code', { class: kind }, text);
  return make(
    'details',
    { class: 'long' },
    make(
      'summary',
      {},
      make('code', { class: kind }, `${text.slice(0, LONG_VALUE)}…`),
      ` ${text.length} characters`,
    ),
    make('code', { class: kind }, text),
  );
}

const folded = (words, content, open) =>
  make('details', { class: 'whole', open }, make('summary', {}, words), content);

function wholeText({ what, text }) {
  const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
  const words = what === 'deleted' ? 'What is deleted' : 'The whole new file';
  return folded(
    `${words}: ${count(lines, 'line')}`,
    make(
      'pre',
      { tabindex: '0' },
      make('span', { class: what === 'deleted' ? 'removed' : 'added' }, shownText(text, true)),
    ),
    false,
  );
}
