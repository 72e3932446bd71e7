import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageText, localFolders, OrderApplier, type MovableStateFile } from '../src/index.js';
import {
  INSTANCE_ID,
  isNew,
  isOld,
  modesOnly,
  ORDER_ID,
  sources,
  twelveFiles,
  writeOld,
} from '../src/testing/index.js';

const ANOTHER = '33333333-0000-4000-8000-000000000003';
const NEIGHBOUR = '55555555-0000-4000-8000-000000000005';
const RUBBISH = ['', '{"orderId":', 'null', '7', '{}', '[1]', '{"order":{},"folder":1}'];

let root: string;
let server: string;
let neighbour: string;
let state: string;

beforeEach(() => {
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'damaged-'));
  server = path.join(root, 'host/SMP101/Minecraft');
  neighbour = path.join(root, 'host/BENT01/Minecraft');
  state = path.join(root, 'state');
  for (const folder of [server, neighbour]) writeOld(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const applier = (): OrderApplier => new OrderApplier(state, localFolders(undefined, modesOnly));
const write = (damaged: string, text: string): string => {
  const file = path.join(state, damaged);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

/** What an order that was cut off leaves, with a journal that cannot be read. */
function cutOff(text: string): MovableStateFile {
  write(`apply/${ORDER_ID}/instance`, INSTANCE_ID);
  write(`apply/${ORDER_ID}/${sha256Hex('old')}`, 'old');
  const file = write(`apply/${ORDER_ID}/journal.json`, text);
  return { kind: 'journal', file, orderId: ORDER_ID, instanceId: INSTANCE_ID };
}

const damagedOutcome = (text: string): MovableStateFile => ({
  kind: 'outcome',
  file: write(`outcomes/${ORDER_ID}`, text),
  orderId: ORDER_ID,
});

describe('a journal that cannot be read', () => {
  it.each(RUBBISH)('is named with its place and the remedy, and survives the start: %j', async (text) => {
    const stateFile = cutOff(text);
    const agent = applier();
    await agent.recover();
    expect(await agent.care.listDamagedParts()).toEqual([stateFile]);
    const words = damageText(stateFile);
    expect(words).toContain(`${stateFile.file} should hold`);
    expect(words).toContain('Remedy: asmp host repair');
    await expect(agent.care.assertSound()).rejects.toMatchObject({ code: 'damaged_state', reason: words });
  });

  it('keeps new orders of its instance away, and no others', async () => {
    const stateFile = cutOff('{');
    const agent = applier();
    const later = twelveFiles({ orderId: ANOTHER, fence: 2 });
    expect(await agent.apply(server, later, sources())).toMatchObject({
      state: 'refused',
      code: 'damaged_state',
      reason: damageText(stateFile),
    });
    expect(isOld(server)).toBe(true);
    const other = twelveFiles({ orderId: ANOTHER, instanceId: NEIGHBOUR });
    expect(await agent.apply(neighbour, other, sources())).toEqual({ state: 'applied' });
    expect(isNew(neighbour)).toBe(true);
  });

  it('is not begun again by its own order, which is not called refused', async () => {
    const stateFile = cutOff('{');
    const agent = applier();
    const unknown = { state: 'stuck', code: 'damaged_state', reason: damageText(stateFile) };
    expect(await agent.findOrderStatus(INSTANCE_ID, ORDER_ID)).toMatchObject({ outcome: unknown });
    expect(await agent.apply(server, twelveFiles(), sources())).toEqual(unknown);
    expect(readFileSync(stateFile.file, 'utf8')).toBe('{');
    expect(isOld(server)).toBe(true);
  });

  it('moves aside with the contents it had stored, and then orders go on', async () => {
    const agent = applier();
    const asidePath = (await agent.care.setAside(cutOff('{')))!;
    expect(readdirSync(asidePath).sort()).toEqual(['instance', 'journal.json', sha256Hex('old')].sort());
    await agent.care.assertSound();
    const later = twelveFiles({ orderId: ANOTHER, fence: 2 });
    expect(await agent.apply(server, later, sources())).toEqual({ state: 'applied' });
  });

  it('of an unknown instance keeps no instance from its orders', async () => {
    const stateFile: MovableStateFile = {
      kind: 'journal',
      file: write(`apply/${ANOTHER}/journal.json`, '{'),
      orderId: ANOTHER,
    };
    const agent = applier();
    expect(await agent.care.listDamagedParts()).toEqual([stateFile]);
    expect(damageText(stateFile)).toContain('of which instance is not known');
    expect(await agent.apply(server, twelveFiles(), sources())).toEqual({ state: 'applied' });
  });
});

describe('an outcome that cannot be read', () => {
  it.each(RUBBISH)('is named, and the others are told: %j', async (text) => {
    const agent = applier();
    await agent.apply(server, twelveFiles({ orderId: ANOTHER }), sources());
    const stateFile = damagedOutcome(text);
    expect(await agent.ended.listUndelivered()).toMatchObject([{ orderId: ANOTHER }]);
    await agent.ended.forgetOlderThan(0);
    expect(await agent.care.listDamagedParts()).toEqual([stateFile]);
    await expect(agent.ended.findEndedOrder(ORDER_ID)).rejects.toMatchObject({
      reason: damageText(stateFile),
    });
  });

  it('makes its own order stuck, and no other', async () => {
    const stateFile = damagedOutcome('{');
    const agent = applier();
    const unknown = { state: 'stuck', code: 'damaged_state', reason: damageText(stateFile) };
    expect(await agent.apply(server, twelveFiles(), sources())).toEqual(unknown);
    expect(isOld(server)).toBe(true);
    const later = twelveFiles({ orderId: ANOTHER, fence: 2 });
    expect(await agent.apply(server, later, sources())).toEqual({ state: 'applied' });
    expect(await agent.care.setAside(stateFile)).toContain(
      path.join(state, 'damaged', `outcome-${ORDER_ID}`),
    );
    await agent.care.assertSound();
  });
});

describe('a list of made folders that cannot be read', () => {
  it.each(['{', '{}', '[1]', '"x"'])(
    'keeps no order away, and is kept aside when it is written anew: %j',
    async (text) => {
      const file = write(`made-folders/${INSTANCE_ID}`, text);
      const stateFile: MovableStateFile = { kind: 'made-folders', file, instanceId: INSTANCE_ID };
      const agent = applier();
      expect(await agent.care.listDamagedParts()).toEqual([stateFile]);
      const files = [{ path: 'plugins/New/a.yml', before: null, after: sha256Hex('hello: hi\n') }];
      expect(await agent.apply(server, twelveFiles({ files }), sources())).toEqual({ state: 'applied' });
      expect(await agent.care.listDamagedParts()).toEqual([]);
      const [copy] = readdirSync(path.join(state, 'damaged'));
      expect(readFileSync(path.join(state, 'damaged', copy!), 'utf8')).toBe(text);
      expect(await agent.care.setAside(stateFile)).toBeUndefined();
    },
  );
});
