import { swappedSides, type FileChange } from '@archivesmp/change-plan';
import type { History } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { fileGoals, wantedOf, type GoalSubject } from './file-goals.js';

const change: FileChange = {
  path: 'c.yml',
  plugin: 'CMI',
  kind: 'config',
  before: 'planned-before',
  after: 'planned-after',
  keys: [],
};
const ASKED = new Date('2026-11-29T08:00:00Z');
const WRITTEN = new Date('2026-11-29T09:00:00Z');

interface Past {
  readonly orders?: readonly {
    state?: string;
    files: readonly { path: string; before: string; after: string }[];
  }[];
  readonly found?: Readonly<Record<string, string | null>>;
}
function historyOf(past: Record<string, Past>): Pick<History, 'orders' | 'deploymentSteps'> {
  return {
    orders: {
      listOrders: async (id: string) =>
        (past[id]?.orders ?? []).map(({ state = 'applied', files }) => ({
          instanceId: 'i1',
          direction: 'forward',
          files,
          outcome: { state },
          outcomeAt: WRITTEN,
        })),
    },
    deploymentSteps: {
      listSteps: async (id: string) => [{ step: 'verdict', detail: { found: past[id]?.found } }],
    },
  } as unknown as Pick<History, 'orders' | 'deploymentSteps'>;
}
const goals = (subject: Partial<GoalSubject>, past: Record<string, Past> = {}) =>
  fileGoals(
    {
      deployment: { id: 'd1' },
      instanceId: 'i1',
      direction: 'forward',
      files: [change],
      askedAt: ASKED,
      ...subject,
    },
    historyOf(past),
  );
const wrote = { path: 'c.yml', before: 'real-before', after: 'real-after' };

describe('what a file is to become', () => {
  it('is what the plan says, from what it was made on', async () => {
    expect(await goals({})).toEqual([
      { change, bases: ['planned-before'], basesAt: ASKED, target: 'planned-after', way: 'forward' },
    ]);
  });

  it('on the way back is what was replaced, from what was written or found after the restart', async () => {
    const past = {
      d1: { orders: [{ state: 'refused', files: [] }, { files: [wrote] }], found: { 'c.yml': 'seen' } },
    };
    expect(await goals({ direction: 'back' }, past)).toEqual([
      {
        change: swappedSides(change),
        bases: ['real-after', 'seen'],
        basesAt: WRITTEN,
        target: 'real-before',
        way: 'back',
      },
    ]);
  });

  it('is nothing on the way back where nothing was written', async () => {
    expect(await goals({ direction: 'back' })).toEqual([]);
    expect(await goals({ direction: 'back' }, { d1: { orders: [{ files: [] }] } })).toEqual([]);
  });

  it('of a rollback by another deployment begins at what the first one did', async () => {
    const deployment = { id: 'd2', undoes: 'd1' };
    const past = { d1: { orders: [{ files: [wrote] }], found: { 'c.yml': 'real-after' } } };
    expect(await goals({ deployment }, past)).toEqual([
      { change, bases: ['real-after'], basesAt: WRITTEN, target: 'real-before', way: 'back' },
    ]);
    expect(await goals({ deployment })).toEqual([]);
  });
});

describe('what an agent is asked for', () => {
  it('is not sent again where the hub has it, and of a JAR only its hash', () => {
    const jar: FileChange = { ...change, path: 'a.jar', kind: 'jar' };
    expect(
      wantedOf([
        { change, bases: ['after', 'seen'], basesAt: ASKED, target: 'x', way: 'back' },
        { change: jar, bases: [null], basesAt: ASKED, target: 'y', way: 'forward' },
      ]),
    ).toEqual([
      { path: 'c.yml', sha256: 'seen' },
      { path: 'a.jar', sha256: null, hashOnly: true },
    ]);
  });
});
