import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import { Problem } from '@archivesmp/contracts/problem';
import { expect, it } from 'vitest';
import { HubUnavailable } from '../hub/hub-connection.js';
import { RepairState } from './repair-state.js';

const KEPT = '/state/damaged/it';
const NAMES = new Map([['a', 'BENT01']]);
const fence = (instanceId: string): DamagedStateFile => ({
  kind: 'fence',
  file: `/state/fences/${instanceId}`,
  instanceId,
});
const journal: DamagedStateFile = {
  kind: 'journal',
  file: '/state/apply/o/journal.json',
  orderId: 'o',
  instanceId: 'a',
};
const forced: DamagedStateFile = { kind: 'local-action', file: '/state/local-actions/x.json' };

/** An agent with these damaged parts, at a hub that answers so. */
function agent(
  damaged: readonly DamagedStateFile[],
  answer: (instanceId: string, reason?: string) => Promise<number>,
) {
  const asked: string[] = [];
  const moved: string[] = [];
  const logged: object[] = [];
  const move = async ({ file }: DamagedStateFile): Promise<string> => {
    moved.push(file);
    return KEPT;
  };
  const care = {
    listDamagedParts: async () => damaged.filter(({ kind }) => kind !== 'local-action'),
    repairFence: async (_: string, newest: () => Promise<number>) => ({ fence: await newest(), kept: KEPT }),
    setAside: move,
  };
  const actions = {
    damaged: async () => damaged.filter(({ kind }) => kind === 'local-action'),
    setAside: move,
  };
  const hubActions = {
    newestFence: ({ instanceId, reason }: { instanceId: string; reason?: string }) => {
      asked.push(instanceId);
      return answer(instanceId, reason);
    },
  };
  const log = { warn: (line: object) => void logged.push(line) };
  const stopping = new AbortController().signal;
  return { state: new RepairState('ovh', care, actions, hubActions, log, stopping), asked, moved, logged };
}

it('names each damaged part with its instance, what it keeps from being done, and the remedy', async () => {
  const { state } = agent([fence('a'), journal, forced], async () => 1);
  const remedy = expect.stringContaining('Remedy: asmp host repair on this host') as string;
  expect(await state.damage(NAMES)).toEqual([
    { ...fence('a'), instance: 'BENT01', reason: remedy },
    { ...journal, instance: 'BENT01', reason: remedy },
    { ...forced, reason: remedy },
  ]);
});

it('repairs each damaged fence with the number that the hub tells, and logs it', async () => {
  const { state, logged } = agent([fence('a'), fence('b')], async (id) => (id === 'a' ? 7 : 9));
  const { repaired, left } = await state.repairState(NAMES);
  expect(left).toEqual([]);
  expect(repaired).toMatchObject([
    { ...fence('a'), instance: 'BENT01', fence: 7, kept: KEPT, done: expect.stringContaining('7') as string },
    { ...fence('b'), fence: 9, kept: KEPT },
  ]);
  expect(logged).toMatchObject(repaired);
});

it('moves all else aside without asking anybody, and says what to look at', async () => {
  const outcome: DamagedStateFile = { kind: 'outcome', file: '/state/outcomes/o', orderId: 'o' };
  const folders: DamagedStateFile = { kind: 'made-folders', file: '/state/made-folders/a', instanceId: 'a' };
  const { state, asked, moved } = agent([journal, outcome, folders, forced], async () => 1);
  const { repaired } = await state.repairState(NAMES);
  expect(asked).toEqual([]);
  expect(moved).toEqual([journal, outcome, folders, forced].map(({ file }) => file));
  expect(repaired.map(({ done }) => done)).toEqual([
    expect.stringMatching(/compare the files of this order with its plan/),
    expect.stringMatching(/how the order ended/),
    expect.stringMatching(/empty folders/),
    expect.stringMatching(/audit/),
  ]);
});

it('does nothing when everything can be read', async () => {
  const { state, asked, moved } = agent([], async () => 1);
  expect(await state.repairState(NAMES)).toEqual({ host: 'ovh', repaired: [], left: [] });
  expect([asked, moved]).toEqual([[], []]);
});

it('tells the hub why', async () => {
  const received: unknown[] = [];
  const { state } = agent([fence('a')], async (_, reason) => received.push(reason));
  await state.repairState(NAMES, 'disk was full');
  expect(received).toEqual(['disk was full']);
});

it('names what the hub refuses in its words, and repairs the rest', async () => {
  const { state } = agent([fence('lost+found'), fence('b')], async (id) => {
    if (id === 'b') return 3;
    throw new Problem('resource.not-found', 'The hub knows no such instance.');
  });
  expect(await state.repairState(NAMES)).toMatchObject({
    repaired: [{ instanceId: 'b', fence: 3 }],
    left: [
      {
        instanceId: 'lost+found',
        reason: '/state/fences/lost+found stays damaged: The hub knows no such instance.',
      },
    ],
  });
});

it('leaves fences alone when the hub is unavailable, says that only the hub knows the number, and moves aside what needs no hub', async () => {
  const { state } = agent([fence('a'), journal], () => Promise.reject(new HubUnavailable('no answer')));
  expect(await state.repairState(NAMES)).toMatchObject({
    repaired: [{ kind: 'journal' }],
    left: [{ kind: 'fence', reason: expect.stringMatching(/stays damaged.*no force.*no answer/) as string }],
  });
});
