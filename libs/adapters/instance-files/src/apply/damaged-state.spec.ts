import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteSyncs } from '../testing/index.js';
import { copyAside, damageText, storedJson, moveAside, unknownEnd } from './damaged-state.js';

let state: string;
let file: string;
beforeEach(() => {
  state = realpathSync(mkdtempSync(path.join(tmpdir(), 'archivesmp-damaged-')));
  mkdirSync(path.join(state, 'fences'));
  file = path.join(state, 'fences/i');
  writeFileSync(file, 'x7');
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** Of digits and letters that every disk takes in a name. */
const NAMED = /^fence-i-\d{4}-\d{2}-\d{2}T\d{6}\.\d{3}Z$/;
const aside = (): string[] => readdirSync(path.join(state, 'damaged'));

describe('what is damaged', () => {
  it('is copied aside and stays where it is; the copy is on the disk then', async () => {
    let asidePath = '';
    const syncs = await noteSyncs(aside, async () => {
      asidePath = await copyAside(state, 'fence', file);
    });
    expect([readFileSync(asidePath, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['x7', 'x7']);
    expect(path.basename(asidePath)).toMatch(NAMED);
    expect(syncs.map((one) => one.path)).toEqual([asidePath, path.join(state, 'damaged')]);
    expect(syncs.every(({ seen }) => seen.includes(path.basename(asidePath)))).toBe(true);
    expect(statSync(path.join(state, 'damaged')).mode & 0o777).toBe(0o700);
  });

  it('is moved aside, from one folder to the other on the disk, too', async () => {
    let asidePath = '';
    const syncs = await noteSyncs(
      () => existsSync(file),
      async () => {
        asidePath = await moveAside(state, 'fence', file);
      },
    );
    expect([readFileSync(asidePath, 'utf8'), existsSync(file)]).toEqual(['x7', false]);
    expect(path.basename(asidePath)).toMatch(NAMED);
    expect(syncs).toEqual([
      { path: path.join(state, 'damaged'), seen: false },
      { path: path.join(state, 'fences'), seen: false },
    ]);
  });
});

describe('what is said of a damaged part', () => {
  it('names its place, what it keeps from being done, and the remedy', () => {
    const damagedFile = { file: '/state/x' };
    const instanceId = 'SMP';
    for (const [part, words] of [
      [{ ...damagedFile, kind: 'fence', instanceId }, 'no order of this instance is carried out'],
      [{ ...damagedFile, kind: 'outcome', orderId: 'o1' }, 'how order o1 ended'],
      [{ ...damagedFile, kind: 'outcome' }, 'how order ? ended'],
      [{ ...damagedFile, kind: 'journal', orderId: 'o1', instanceId }, 'what order o1 was changing'],
      [
        { ...damagedFile, kind: 'journal', orderId: 'o1', instanceId },
        'no other order of instance SMP is carried out',
      ],
      [{ ...damagedFile, kind: 'journal' }, 'what order ? was changing'],
      [
        { ...damagedFile, kind: 'journal', orderId: 'o1' },
        'of which instance is not known, and orders go on',
      ],
      [{ ...damagedFile, kind: 'made-folders', instanceId }, 'empty ones may stay'],
      [{ ...damagedFile, kind: 'local-action' }, 'the hub is not told of it'],
    ] as const) {
      const text = damageText(part as Parameters<typeof damageText>[0]);
      expect(text).toMatch(/^\/state\/x should hold .*\. Remedy: asmp host repair on this host$/);
      expect(text).toContain(words);
    }
  });

  it('is how its order stands: whether it touched something is not known', () => {
    const part = { kind: 'outcome', file: '/state/x', orderId: 'o1' } as const;
    expect(unknownEnd(part)).toEqual({ state: 'stuck', code: 'damaged_state', reason: damageText(part) });
  });
});

describe('a JSON file of the state folder', () => {
  const isSound = ({ a }: Record<string, unknown>): boolean => typeof a === 'number';

  it('is what it holds where that has its shape', () => {
    expect(storedJson('{"a": 1, "b": 2}', isSound)).toEqual({ a: 1, b: 2 });
  });

  it.each(['', '{', 'null', '7', '"a"', '{}', '{"a": "1"}', '[]', 'undefined'])(
    'is damaged where it is %j',
    (text) => {
      expect(storedJson(text, isSound)).toBeUndefined();
    },
  );
});
