import type { Plan } from '@archivesmp/change-plan';
import type { PlanView } from '@archivesmp/api-client';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { whatToDoNext, planLines, planState } from './plan-lines.js';

const HASH = 'ab'.repeat(32);
const ID = '11111111-2222-4333-8444-555555555555';

const view = (more: Partial<PlanView> = {}): PlanView => ({
  id: ID,
  title: 'as everywhere',
  state: 'open',
  hash: HASH,
  createdBy: 'mia',
  createdAt: '2026-11-21T09:00:00.000Z',
  expiresAt: '2026-11-22T09:00:00.000Z',
  needs: 2,
  selfApproval: false,
  given: 1,
  approvals: [{ by: 'leo', verdict: 'approve', comment: 'read it', at: '2026-11-21T09:30:00.000Z' }],
  instances: 1,
  files: 2,
  restarts: 1,
  ...more,
});

const plan: Omit<Plan, 'hash'> = {
  waves: [
    {
      name: 'first',
      instances: [
        {
          instanceId: 'i1',
          name: 'DEV01',
          host: 'hetzner',
          platform: 'paper',
          restart: true,
          risks: [{ kind: 'players_online', message: '3 players are online' }],
          files: [
            {
              path: 'plugins/CMI/config.yml',
              plugin: 'CMI',
              kind: 'config',
              before: `1234567890ab${'0'.repeat(52)}`,
              after: `ba0987654321${'0'.repeat(52)}`,
              keys: [
                { path: ['a', 'b', 0], before: '1', after: '2', because: 'the baseline' },
                { path: ['gone'], before: '"x"', because: 'by hand' },
                { path: ['new'], after: '"\u001b[31mred"', because: 'by hand' },
              ],
            },
            {
              path: 'old.yml',
              plugin: 'X',
              kind: 'config',
              before: `9${'0'.repeat(63)}`,
              after: null,
              keys: [],
            },
          ],
        },
      ],
    },
  ],
  refusals: [
    { instanceId: 'i1', path: 'one.yml', reason: 'cannot be read' },
    { instanceId: 'i2', path: 'two.yml', reason: 'on hold' },
    ...['a', 'b', 'c', 'd', 'e'].map((path) => ({ instanceId: 'i2', path, reason: 'holds this already' })),
  ],
};
const NAMES = new Map([
  ['i1', 'DEV01'],
  ['i2', 'HUB01'],
]);

describe('a plan for people', () => {
  const lines = planLines(view(), plan, { names: NAMES }, pc.createColors(false));

  it('says what happens where, before and after', () => {
    expect(lines.slice(2, 13)).toEqual([
      '',
      'Wave 1: first',
      '  DEV01  hetzner, paper, restart',
      '    ! 3 players are online',
      '    plugins/CMI/config.yml  1234567890ab → ba0987654321',
      '      a › b › [0]: 1 → 2  the baseline',
      '      gone: "x" → removed  by hand',
      '      new: no such key → "\\u001b[31mred"  by hand',
      '    old.yml  900000000000 → no file  deleted',
      '      its contents are shown to the role operator',
      '',
    ]);
  });

  it('names what is refused, by instance and reason', () => {
    expect(lines.slice(13, 17)).toEqual([
      'Refused, and not in the plan',
      '  DEV01  one.yml: cannot be read',
      '  HUB01  two.yml: on hold',
      '  HUB01  a, b, c and 2 other files: holds this already',
    ]);
  });

  it('says how it stands, and the whole hash', () => {
    expect(lines[0]).toMatch(/^as everywhere {3}open: 1 of 2 approvals, until /);
    expect(lines).toContain('2 files on 1 instance, 1 restart');
    expect(lines.find((line) => line.startsWith('approved by leo'))).toMatch(/: read it$/);
    expect(lines.at(-1)).toBe(`hash ${HASH}`);
  });

  it('says why it is stale', () => {
    const stale = view({ state: 'stale', reason: 'DEV01 moved' });
    expect(planLines(stale, undefined, { names: NAMES }, pc.createColors(false)).slice(0, 2)).toEqual([
      'as everywhere   stale',
      '  DEV01 moved',
    ]);
  });

  it.each([
    ['open', `asmp approve ${ID} --hash abababababab`],
    ['approved', `asmp apply ${ID} --wait`],
    ['rejected', undefined],
  ] as const)('what comes next when it is %s', (state, command) => {
    const next = whatToDoNext(view({ state }));
    expect(next.length).toBe(command === undefined ? 0 : 1);
    if (command !== undefined) expect(next[0]).toContain(command);
  });
});

it('tells an approval that lapsed, in the plan and in the list', () => {
  const [leo] = view().approvals;
  const lapsed = view({ given: 0, approvals: [{ ...leo!, lapsed: true }] });
  const lines = planLines(lapsed, undefined, { names: new Map() }, pc.createColors(false));
  expect(lines[0]).toMatch(/^as everywhere {3}open, an approval lapsed: 0 of 2 approvals, until /);
  expect(lines.find((line) => line.startsWith('approved by leo'))).toMatch(
    / \(lapsed, counts no more\): read it$/,
  );
  expect(planState(lapsed)).toBe('open, an approval lapsed');
  expect(planState({ ...lapsed, state: 'approved' })).toBe('approved');
});
