import { describe, expect, it } from 'vitest';
import {
  decodeBytes,
  editConfig,
  type ConfigNode,
  type Edit,
  type PlainValue,
  readConfig,
  sameValue,
  TypedValue,
  withEdit,
} from '../src/index.js';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { RANDOM_FILES } from './oracle/random-files.js';
import { RandomSource, runs } from './oracle/random-source.js';

const VALUES: readonly PlainValue[] = [
  ...[
    'x',
    '',
    ' ',
    'a b',
    'yes',
    '010',
    '1',
    'a: b',
    '# c',
    '// c',
    "it's",
    '"q"',
    'multi\nline',
    'tail\n',
    '\ttab',
    '§aHi',
    '😀',
  ],
  ...['- x', '&a', '%p%', '*', '${x}', '\\', '{', ']', 'a=b', 'é'.repeat(200)],
  ...[
    5,
    -0.5,
    607560977506447921n,
    true,
    null,
    new TypedValue('float', 2),
    [],
    [1, 'x'],
    new Map<string, PlainValue>([
      ['k', 'v'],
      ['2', [1]],
    ]),
  ],
];
const NAMES = [
  'new',
  'new.dot',
  'x y',
  '0',
  'on',
  '~',
  'é',
  "q'q",
  '# c',
  '- d',
  '? e',
  'a: b',
  'a=b',
  '"',
  '__proto__',
];

function nodesIn(node: ConfigNode, path: KeyPath = []): { path: KeyPath; node: ConfigNode }[] {
  const below =
    node.kind === 'map'
      ? node.entries.flatMap(({ key, value }) => nodesIn(value, [...path, key]))
      : node.kind === 'list'
        ? node.items.flatMap((item, index) => nodesIn(item, [...path, index]))
        : [];
  return [{ path, node }, ...below];
}

function randomEdit(random: RandomSource, root: ConfigNode): Edit {
  const { path, node } = random.choose(nodesIn(root));
  const op = random.choose(['set', 'set', 'unset', 'insert'] as const);
  if (op === 'unset') return { op, path };
  const value = random.choose(VALUES);
  if (op === 'set') return { op, path, value };
  const step = node.kind === 'list' ? node.items.length : random.choose(NAMES);
  return { op, path: [...path, step, ...(random.below(3) === 0 ? ['deep', 'er'] : [])], value };
}

/** Whether all characters of `part` are in `whole`, in their order. */
function isWithin(part: string, whole: string): boolean {
  let index = -1;
  for (const character of part) {
    index = whole.indexOf(character, index + 1);
    if (index === -1) return false;
  }
  return true;
}

// Edits at random places of random files: made exactly, locally, or refused with a reason.
describe.each(['yaml', 'json', 'properties', 'toml', 'hocon'] as const)(
  'any edit of any %s file',
  (format) => {
    it('is what was asked for and nothing else, or refused', () => {
      const random = new RandomSource();
      const refusals: string[] = [];
      let made = 0;
      for (let count = runs(400); count > 0; count--) {
        const text = RANDOM_FILES[format](random);
        const bytes = new TextEncoder().encode(text);
        const reading = readConfig(bytes, format);
        if (reading.state !== 'ok') continue;
        const edit = randomEdit(random, reading.root);
        const attempt = () => `seed ${random.seed}: ${JSON.stringify(text)} ${shown(edit)}`;
        const result = editConfig(bytes, format, [edit]);
        if (result.state === 'refused') {
          expect(result.reason, attempt()).not.toBe('');
          refusals.push(`${edit.op}: ${result.reason}`);
          continue;
        }
        made++;
        const after = readConfig(result.bytes, format);
        const typed = format === 'yaml' || edit.op === 'unset' || !(edit.value instanceof TypedValue);
        const wanted = typed && withEdit(reading.root, edit);
        if (wanted && after.state === 'ok') expect(sameValue(after.root, wanted), attempt()).toBe(true);
        expect(after.state, attempt()).toBe('ok');
        const [before, changed] = [decodeBytes(bytes).text, decodeBytes(result.bytes).text];
        expectLocal(before, changed, edit, reading.root, attempt);
      }
      console.log(`${format}, seed ${random.seed}: ${made} made, ${refusals.length} refused`);
      // Far below what chance ever gives (a quarter of them is common): the guard is against trying nothing.
      expect(made, `seed ${random.seed}`).toBeGreaterThan(runs(400) / 10);
    });
  },
);

/** Adding takes nothing away but a null that is written out; taking away adds nothing but the brackets of what is empty then. */
function expectLocal(
  before: string,
  after: string,
  { op, path }: Edit,
  root: ConfigNode,
  attempt: () => string,
): void {
  const parent = path.slice(0, -1).reduce<ConfigNode | undefined>(childOf, root);
  const description = () => `${attempt()} -> ${JSON.stringify(after)}`;
  const isNull = path.some((_, index) =>
    isNullNode(path.slice(0, index).reduce<ConfigNode | undefined>(childOf, root)),
  );
  // blanks in empty brackets go
  const compared = (text: string): string => (sizeOf(parent) === 0 ? text.replace(/\s/g, '') : text);
  if (op === 'insert' && !isNull)
    expect(isWithin(compared(before), compared(after)), description()).toBe(true);
  if (op === 'unset' && sizeOf(parent) > 1) expect(isWithin(after, before), description()).toBe(true);
}

const isNullNode = (node: ConfigNode | undefined): boolean => node?.kind === 'scalar' && node.type === 'null';

const sizeOf = (node: ConfigNode | undefined): number =>
  node?.kind === 'map' ? node.entries.length : node?.kind === 'list' ? node.items.length : 0;

function childOf(node: ConfigNode | undefined, step: string | number): ConfigNode | undefined {
  if (node?.kind === 'list') return node.items[Number(step)];
  return node?.kind === 'map' ? node.entries.find(({ key }) => key === String(step))?.value : undefined;
}

const shown = (edit: Edit): string =>
  JSON.stringify(edit, (_key, value: unknown) =>
    value instanceof Map ? [...value] : typeof value === 'bigint' ? String(value) : value,
  );
