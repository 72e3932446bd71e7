import { Problem } from '@archivesmp/contracts/problem';
import { expect, it } from 'vitest';
import { HubAway } from '../hub/hub-connection.js';
import { RepairFences } from './repair-fences.js';

const KEPT = '/state/damaged/fence';

/** An agent with these damaged fences, at a hub that answers so. */
function agent(damaged: readonly string[], answer: (instanceId: string, reason?: string) => Promise<number>) {
  const asked: string[] = [];
  const logged: object[] = [];
  const applier = {
    damagedFences: async () => [...damaged],
    repairFence: async (_: string, newest: () => Promise<number>) => ({ fence: await newest(), kept: KEPT }),
  };
  const desk = {
    newestFence: ({ instanceId, reason }: { instanceId: string; reason?: string }) => {
      asked.push(instanceId);
      return answer(instanceId, reason);
    },
  };
  const log = { warn: (line: object) => void logged.push(line) };
  return { repair: new RepairFences(applier, desk, log, new AbortController().signal), asked, logged };
}

it('repairs each damaged fence with the number that the hub tells, and logs it', async () => {
  const { repair, logged } = agent(['a', 'b'], async (id) => (id === 'a' ? 7 : 9));
  const repaired = [
    { instanceId: 'a', fence: 7, kept: KEPT },
    { instanceId: 'b', fence: 9, kept: KEPT },
  ];
  expect(await repair.run()).toEqual({ repaired, left: [] });
  expect(logged).toEqual(repaired);
});

it('asks nobody when every fence can be read', async () => {
  const { repair, asked } = agent([], async () => 1);
  expect(await repair.run()).toEqual({ repaired: [], left: [] });
  expect(asked).toEqual([]);
});

it('tells the hub why', async () => {
  const heard: unknown[] = [];
  const { repair } = agent(['a'], async (_, reason) => heard.push(reason));
  await repair.run('disk was full');
  expect(heard).toEqual(['disk was full']);
});

it('names what the hub refuses in its words, and repairs the rest', async () => {
  const { repair } = agent(['lost+found', 'b'], async (id) => {
    if (id === 'b') return 3;
    throw new Problem('resource.not-found', 'The hub knows no such instance.');
  });
  expect(await repair.run()).toEqual({
    repaired: [{ instanceId: 'b', fence: 3, kept: KEPT }],
    left: [{ instanceId: 'lost+found', reason: 'The hub knows no such instance.' }],
  });
});

it('says that only the hub knows the number when the hub is away', async () => {
  const { repair } = agent(['a'], () => Promise.reject(new HubAway('no answer')));
  await expect(repair.run()).rejects.toMatchObject({
    code: 'hub.unreachable',
    message: expect.stringMatching(/instance a stays damaged.*no force.*no answer/) as string,
  });
});
