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
import { copyAside, moveAside } from './damaged-state.js';

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
    let kept = '';
    const syncs = await noteSyncs(aside, async () => {
      kept = await copyAside(state, 'fence', file);
    });
    expect([readFileSync(kept, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['x7', 'x7']);
    expect(path.basename(kept)).toMatch(NAMED);
    expect(syncs.map((one) => one.path)).toEqual([kept, path.join(state, 'damaged')]);
    expect(syncs.every(({ seen }) => seen.includes(path.basename(kept)))).toBe(true);
    expect(statSync(path.join(state, 'damaged')).mode & 0o777).toBe(0o700);
  });

  it('is moved aside, from one folder to the other on the disk, too', async () => {
    let kept = '';
    const syncs = await noteSyncs(
      () => existsSync(file),
      async () => {
        kept = await moveAside(state, 'fence', file);
      },
    );
    expect([readFileSync(kept, 'utf8'), existsSync(file)]).toEqual(['x7', false]);
    expect(path.basename(kept)).toMatch(NAMED);
    expect(syncs).toEqual([
      { path: path.join(state, 'damaged'), seen: false },
      { path: path.join(state, 'fences'), seen: false },
    ]);
  });
});
