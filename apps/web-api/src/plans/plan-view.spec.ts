import type { PlanRecord } from '@archivesmp/history';
import { expect, it } from 'vitest';
import { planView } from './plan-view.js';

const NOON = new Date('2026-11-30T12:00:00.000Z');

it('shows a plan with its approvals in the order of its record, times as ISO text', () => {
  const plan: PlanRecord = {
    id: 'p',
    title: 'more players',
    state: 'open',
    createdBy: 'mia',
    createdAt: NOON,
    expiresAt: new Date('2026-12-01T12:00:00.000Z'),
    needs: 2,
    selfApproval: false,
    given: 0,
    approvals: [{ by: 'ada', verdict: 'approve', at: NOON, lapsed: true }],
    instances: 1,
    files: 2,
    restarts: 3,
  };
  expect(JSON.stringify(planView(plan))).toBe(
    '{"id":"p","title":"more players","state":"open","createdBy":"mia","createdAt":"2026-11-30T12:00:00.000Z",' +
      '"expiresAt":"2026-12-01T12:00:00.000Z","needs":2,"selfApproval":false,"given":0,' +
      '"approvals":[{"by":"ada","verdict":"approve","at":"2026-11-30T12:00:00.000Z","lapsed":true}],' +
      '"instances":1,"files":2,"restarts":3}',
  );
});
