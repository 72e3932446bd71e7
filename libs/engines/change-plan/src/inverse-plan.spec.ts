import { expect, it } from 'vitest';
import { inversePlan } from './inverse-plan.js';
import type { FileChange, Plan } from './plan.js';

const planOf = (file: Partial<FileChange>): Plan => ({
  waves: [
    {
      name: 'first',
      instances: [
        {
          instanceId: 'id',
          name: 'DEV01',
          host: 'ovh',
          platform: 'paper',
          restart: true,
          risks: [{ kind: 'deletion', message: 'gone' }],
          files: [
            { path: 'a.yml', plugin: 'P', kind: 'config', before: 'old', after: 'new', keys: [], ...file },
          ],
        },
      ],
    },
  ],
  refusals: [],
  hash: '',
});
const inverseOf = (file: Partial<FileChange>) =>
  inversePlan(planOf(file), (text) => text).waves[0]!.instances[0]!;

it('what undoes a plan names each key with its values changed about, and none where there was none', () => {
  const explained = 'asked for';
  const keys = [
    { path: ['both'], because: explained, before: '1', after: '2' },
    { path: ['new'], because: explained, after: '2' },
    { path: ['gone'], because: explained, before: '1' },
  ];
  expect(inverseOf({ keys }).files[0]).toStrictEqual({
    path: 'a.yml',
    plugin: 'P',
    kind: 'config',
    before: 'new',
    after: 'old',
    keys: [
      { path: ['both'], because: 'undoes the change', before: '2', after: '1' },
      { path: ['new'], because: 'undoes the change', before: '2' },
      { path: ['gone'], because: 'undoes the change', after: '1' },
    ],
  });
});

it('what undoes a plan gives a reason where the plan gave one, and has no risks of its own', () => {
  expect(inverseOf({ because: 'restored' })).toMatchObject({
    risks: [],
    files: [{ because: 'undoes the change' }],
  });
  expect(inverseOf({}).files[0]).not.toHaveProperty('because');
});
