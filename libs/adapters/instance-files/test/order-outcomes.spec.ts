import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ORDER_FAILURE_CODES, ORDER_FAILURES } from '@archivesmp/contracts/order-facts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApplyError, localFolders, OrderApplier, type ApplySources } from '../src/index.js';
import {
  INSTANCE_ID,
  isNew,
  isOld,
  misbehaving,
  modesOnly,
  noSpace,
  ORDER_ID,
  sources,
  twelveFiles,
  writeOld,
} from '../src/testing/index.js';

const NEWER = '33333333-0000-4000-8000-000000000003';

let root: string;
let server: string;
let state: string;
beforeEach(() => {
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'outcomes-'));
  server = path.join(root, 'SMP101');
  state = path.join(root, 'state');
  writeOld(server);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folders = (...around: Parameters<typeof misbehaving> | []) =>
  localFolders(around.length === 0 ? undefined : misbehaving(...around), modesOnly);
const applier = (): OrderApplier => new OrderApplier(state, folders());
const apply = (order = twelveFiles(), from: Partial<ApplySources> = {}) =>
  applier().apply(server, order, { ...sources(), ...from });
const refusing = (code: ApplyError['code']): Partial<ApplySources> => ({
  stillWanted: () => {
    throw new ApplyError(code, 'why', 'plugins/P0/config.yml');
  },
});

describe('an order that was refused', () => {
  it.each(ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].policy === 'final'))(
    'as %s stays refused, whatever changes',
    async (code) => {
      const refused = await apply(twelveFiles(), refusing(code));
      expect(refused).toEqual({ state: 'refused', code, reason: 'why', path: 'plugins/P0/config.yml' });
      expect(await apply()).toEqual(refused);
      expect(await applier().findOrderStatus(INSTANCE_ID, ORDER_ID)).toMatchObject({
        outcome: refused,
        fence: 1,
      });
      expect(isOld(server)).toBe(true);
    },
  );

  it.each(ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].policy === 'retry'))(
    'as %s is carried out when it comes again',
    async (code) => {
      expect(await apply(twelveFiles(), refusing(code))).toMatchObject({ state: 'refused', code });
      expect(await applier().findOrderStatus(INSTANCE_ID, ORDER_ID)).toBeUndefined();
      expect(await apply()).toEqual({ state: 'applied' });
      expect(isNew(server)).toBe(true);
    },
  );

  it('for its fence says which it has and which was seen, and lowers none', async () => {
    await applier().ended.raiseFence(INSTANCE_ID, 5);
    expect(await apply(twelveFiles({ fence: 4 }))).toMatchObject({
      state: 'refused',
      code: 'stale_fence',
      reason: 'this order has fence 4, but 5 was seen already; a newer order has taken over',
    });
    expect(await applier().ended.highestFence(INSTANCE_ID)).toBe(5);
    expect(await apply(twelveFiles({ fence: 5, orderId: NEWER }))).toEqual({ state: 'applied' });
    expect(await applier().ended.highestFence(INSTANCE_ID)).toBe(5);
  });

  it('has raised the fence all the same, so that no older one comes after it', async () => {
    await apply(twelveFiles({ fence: 7 }), refusing('backup_failed'));
    expect(await applier().ended.highestFence(INSTANCE_ID)).toBe(7);
    expect(await apply(twelveFiles({ fence: 6, orderId: NEWER }))).toMatchObject({ code: 'stale_fence' });
  });
});

describe('how an order stands', () => {
  it('is told of one that ended, and of no other', async () => {
    expect(await applier().findOrderStatus(INSTANCE_ID, ORDER_ID)).toBeUndefined();
    await apply();
    expect(await applier().findOrderStatus(INSTANCE_ID, ORDER_ID)).toMatchObject({
      orderId: ORDER_ID,
      instanceId: INSTANCE_ID,
      fence: 1,
      outcome: { state: 'applied' },
    });
    expect(await applier().findOrderStatus(INSTANCE_ID, NEWER)).toBeUndefined();
  });

  it('is found out by ending it where it was cut off', async () => {
    const count = { steps: 0, creates: [] };
    const killed = new OrderApplier(state, folders(30, 'before', noSpace, count, true));
    await killed.apply(server, twelveFiles({ fence: 3 }), sources()).catch(() => undefined);
    expect(isOld(server) || isNew(server)).toBe(false);
    expect(await applier().findOrderStatus(INSTANCE_ID, ORDER_ID)).toEqual({
      orderId: ORDER_ID,
      instanceId: INSTANCE_ID,
      fence: 3,
      outcome: { state: 'applied' },
    });
    expect(isNew(server)).toBe(true);
  });
});

describe('an order that was carried out', () => {
  it('says so where the way to the files keeps no modes and owners', async () => {
    const there = folders();
    const panel = { ...there, promises: { ...there.promises, preservesLikeness: false } };
    const outcome = await new OrderApplier(state, panel).apply(server, twelveFiles(), sources());
    expect(outcome).toMatchObject({ state: 'applied' });
    expect((outcome as { reason: string }).reason).toMatch(/^mode, owner, .* cannot keep them$/);
  });

  it('waits for work that asked for quiet, and lets it see nothing half done', async () => {
    const agent = applier();
    const seen: boolean[] = [];
    const quiet = agent.whileQuiet(INSTANCE_ID, async () => {
      await Promise.resolve();
      seen.push(isOld(server));
      return 'looked';
    });
    const applied = agent.apply(server, twelveFiles(), sources());
    const after = agent.whileQuiet(INSTANCE_ID, async () => seen.push(isNew(server)));
    expect(await Promise.all([quiet, applied, after])).toEqual(['looked', { state: 'applied' }, 2]);
    expect(seen).toEqual([true, true]);
  });

  it('undoes all of it for one file, and names that file and why', async () => {
    const file = path.join(server, 'plugins/P5/config.yml');
    const meddling = localFolders(
      (writer) => ({
        ...writer,
        exchangeFile: async (fresh, name, old) => {
          if (readFileSync(file, 'utf8') === 'value: old 5\n' && name === 'config.yml')
            writeFileSync(file, 'theirs\n');
          return writer.exchangeFile(fresh, name, old);
        },
      }),
      modesOnly,
    );
    const outcome = await new OrderApplier(state, meddling).apply(server, twelveFiles(), sources());
    expect(outcome).toMatchObject({
      state: 'undone',
      code: 'changed_meanwhile',
      path: 'plugins/P5/config.yml',
      reason: expect.stringContaining('content was kept') as string,
    });
    expect(readFileSync(file, 'utf8')).toBe('theirs\n');
    writeFileSync(file, 'value: old 5\n');
    expect(isOld(server)).toBe(true);
  });
});
