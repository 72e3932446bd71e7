import type { Plan } from '@archivesmp/change-plan';
import { describe, expect, it } from 'vitest';
import { readPlannedChanges, RESTART_ONLY } from './planned-changes.js';

const ASKED = new Date('2026-11-30T11:00:00Z');
const FILE = {
  path: 'plugins/CMI/config.yml',
  plugin: 'CMI',
  kind: 'config',
  before: 'old',
  after: 'new',
  keys: [],
};
const instance = (instanceId: string, more: object = {}) => ({
  ...{ instanceId, name: instanceId.toUpperCase(), files: [FILE], restart: true, risks: [] },
  ...more,
});

const PLAN = {
  refusals: [],
  waves: [
    { wave: 1, instances: [instance('i1')] },
    { wave: 2, instances: [instance('i2', { restart: false, risks: [{ kind: 'instance_stopped' }] })] },
  ],
} as unknown as Plan;

const read = (kind: 'apply' | 'rollback', options: object = {}, planId: string | undefined = 'p1') =>
  readPlannedChanges(
    {
      readPlan: async (id) =>
        id === 'p1' ? { text: JSON.stringify(PLAN), hash: 'hash', askedAt: ASKED } : undefined,
    },
    { kind, options, ...(planId !== undefined && { planId }) },
  );

describe('what a deployment does, by its plan', () => {
  it('is what the plan says of each instance, in whatever wave', async () => {
    const { hash, askedAt, changes } = (await read('apply'))!;
    expect([hash, askedAt]).toEqual(['hash', ASKED]);
    expect([...changes]).toEqual([
      ['i1', { name: 'I1', files: [FILE], restart: true, ran: true }],
      ['i2', { name: 'I2', files: [FILE], restart: false, ran: false }],
    ]);
  });

  it('is the inverse on a rollback, and the plan again where that is taken back', async () => {
    const sides = (changes: Awaited<ReturnType<typeof read>>) => {
      const [file] = changes!.changes.get('i1')!.files;
      return [file!.before, file!.after];
    };
    const inverse = await read('rollback');
    expect(sides(inverse)).toEqual(['new', 'old']);
    expect(inverse!.hash).not.toBe('hash');
    expect(inverse!.changes.get('i2')!.ran).toBe(false);
    expect(sides(await read('rollback', { inverse: false }))).toEqual(['old', 'new']);
    expect(sides(await read('apply', { inverse: true }))).toEqual(['new', 'old']);
  });

  it('is a restart of a server that runs where there is no plan', () => {
    expect(RESTART_ONLY).toEqual({ files: [], restart: true, ran: true });
  });

  it('is not known without a plan, or when nobody has it any more', async () => {
    expect(
      await readPlannedChanges({ readPlan: async () => undefined }, { kind: 'restart', options: {} }),
    ).toBeUndefined();
    expect(await read('apply', {}, 'gone')).toBeUndefined();
  });
});
