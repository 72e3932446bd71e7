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
import { campaignOf } from '@archivesmp/testing/campaign';
import { expect, it } from 'vitest';
import { localFolders, OrderApplier } from '../src/index.js';
import { runTraced } from './traced-child.js';
import {
  modesOnly,
  callsOf,
  isNew,
  isOld,
  NEW,
  OLD,
  sources,
  tracingAllowed,
  tree,
  twelveFiles,
  writeOld,
  type SystemCall,
} from '../src/testing/index.js';

/** The disk without a program for each file that is replaced. */
const quickFolders = (around?: Parameters<typeof localFolders>[0]): ReturnType<typeof localFolders> =>
  localFolders(around, modesOnly);

const WORKERS = 2;
/** All calls of the working thread instead of those that change something on the disk: sixteen times as many. */
const { isFull: EVERY } = campaignOf({ small: 1, full: 1 });

/** A host with one instance, an order, and everything an agent needs for it. */
function prepare(scene: string): void {
  rmSync(scene, { recursive: true, force: true });
  writeOld(path.join(scene, 'SMP101/Minecraft'));
  for (const folder of ['contents', 'backups', 'state']) mkdirSync(path.join(scene, folder));
  writeFileSync(path.join(scene, 'order.json'), JSON.stringify(twelveFiles()));
  for (const text of NEW.values()) writeFileSync(path.join(scene, 'contents', sha256Hex(text)), text);
}

/** What must hold at the very moment of the kill: every managed file is wholly old, wholly new or not there. */
function assertNothingTorn(server: string): void {
  const now = tree(server);
  for (const file of new Set([...OLD.keys(), ...NEW.keys()]))
    expect([OLD.get(file), NEW.get(file)]).toContain(now.get(file));
}

function assertBackedUp(scene: string): void {
  for (const text of OLD.values())
    expect(readFileSync(path.join(scene, 'backups', sha256Hex(text)), 'utf8')).toBe(text);
}

async function killAt(scene: string, { name, nth, main }: SystemCall): Promise<'old' | 'new' | 'unkilled'> {
  prepare(scene);
  const server = path.join(scene, 'SMP101/Minecraft');
  const inject = [
    ...(main ? [] : ['-f']),
    '-o',
    '/dev/null',
    '-e',
    `trace=${name}`,
    '-e',
    `inject=${name}:signal=KILL:when=${nth}`,
  ];
  const { signal } = await runTraced(scene, inject);
  if (signal !== 'SIGKILL') return 'unkilled';
  assertNothingTorn(server);
  if (!isOld(server)) assertBackedUp(scene);
  const state = path.join(scene, 'state');
  const next = new OrderApplier(state, quickFolders());
  await next.recover();
  expect(isOld(server) || isNew(server), `${name} ${nth}`).toBe(true);
  const after = isNew(server) ? 'new' : 'old';
  if (after === 'new') assertBackedUp(scene);
  expect(await next.apply(server, twelveFiles(), sources()), `${name} ${nth}`).toEqual({ state: 'applied' });
  expect(isNew(server)).toBe(true);
  expect(readdirSync(path.join(state, 'apply'))).toEqual([]);
  return after;
}

it(
  'killed with SIGKILL at every system call that changes something, is wholly old or wholly new after a restart',
  async ({ skip }) => {
    if (!tracingAllowed())
      skip('skipped: strace is missing or not allowed here; the faulty file layer covers every step instead');
    const root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'killed-'));
    try {
      const whole = path.join(root, 'whole');
      prepare(whole);
      const trace = path.join(root, 'trace');
      const { pid, ...end } = await runTraced(whole, ['-f', '-y', '-o', trace]);
      expect(end).toEqual({ code: 0, signal: null });
      const calls = callsOf(readFileSync(trace, 'utf8'), pid, EVERY);
      expect(calls.length).toBeGreaterThan(250);
      expect(
        calls.filter(({ main, name }) => main && /rename|unlink/.test(name)).length,
      ).toBeGreaterThanOrEqual(12);
      const ends = { old: 0, new: 0, unkilled: 0 };
      let next = 0;
      await Promise.all(
        Array.from({ length: WORKERS }, async (_, worker) => {
          for (let call = calls[next++]; call !== undefined; call = calls[next++])
            ends[await killAt(path.join(root, `lane-${worker}`), call)] += 1;
        }),
      );
      console.log(
        `${calls.length} kills: ${ends.old} old, ${ends.new} new, ${ends.unkilled} ended before it`,
      );
      // Calls are counted from the moment the tracer is attached, and a few fall before or after it.
      expect(ends.unkilled).toBeLessThan(calls.length / 20);
      expect(ends.old).toBeGreaterThan(20);
      expect(ends.new).toBeGreaterThan(20);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
  EVERY ? 4 * 3_600_000 : 900_000,
);
