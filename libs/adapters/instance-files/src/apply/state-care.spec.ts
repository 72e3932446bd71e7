import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modesOnly } from '../testing/index.js';
import { damageText } from './damaged-state.js';
import { localFolders } from './local-folders.js';
import { OrderApplier } from './order-applier.js';

let state: string;
beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'archivesmp-care-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));
const care = () => new OrderApplier(state, localFolders(undefined, modesOnly)).care;
function damage(file: string): void {
  mkdirSync(path.dirname(path.join(state, file)), { recursive: true });
  writeFileSync(path.join(state, file), '{');
}

it('a state folder is sound where everything in it can be read, and else says what is damaged first and how much', async () => {
  await care().assertSound();
  damage('fences/i');
  const [fence] = await care().listDamagedParts();
  await expect(care().assertSound()).rejects.toMatchObject({
    code: 'damaged_state',
    reason: damageText(fence!),
  });
  damage('made-folders/i');
  damage('outcomes/o');
  await expect(care().assertSound()).rejects.toMatchObject({ reason: `${damageText(fence!)} (and 2 more)` });
  damage('apply/o/journal.json');
  const all = await care().listDamagedParts();
  expect(all.map(({ kind }) => kind)).toEqual(['journal', 'fence', 'outcome', 'made-folders']);
  await expect(care().assertSound()).rejects.toMatchObject({ reason: `${damageText(all[0]!)} (and 3 more)` });
});

it('what is damaged is told in one order, whatever the disk says first', async () => {
  const names = ['g', 'b', 'f', 'a', 'e', 'c', 'd'];
  for (const name of names)
    for (const file of [
      `made-folders/${name}`,
      `fences/${name}`,
      `outcomes/${name}`,
      `apply/${name}/journal.json`,
    ])
      damage(file);
  const sorted = names.toSorted();
  expect(
    (await care().listDamagedParts()).map(
      ({ kind, instanceId, orderId }) => `${kind} ${orderId ?? instanceId}`,
    ),
  ).toEqual(
    ['journal', 'fence', 'outcome', 'made-folders'].flatMap((kind) =>
      sorted.map((name) => `${kind} ${name}`),
    ),
  );
});

it('what is not damaged is not moved aside', async () => {
  damage('outcomes/o');
  const [part] = await care().listDamagedParts();
  const movable = { ...part!, kind: 'outcome' } as const;
  expect(await care().setAside({ ...movable, file: path.join(state, 'outcomes/p') })).toBeUndefined();
  expect(await care().setAside({ ...movable, kind: 'journal' })).toBeUndefined();
  expect(await care().setAside(movable)).toContain(path.join(state, 'damaged/outcome-o-'));
  expect(await care().listDamagedParts()).toEqual([]);
  expect(await care().setAside(movable)).toBeUndefined();
});
