import type { InstanceRecord } from '@archivesmp/history';
import { expect, it } from 'vitest';
import { instanceView } from './instance-view.js';

const NOW = new Date('2026-11-30T12:00:00.000Z');
const RECORD: InstanceRecord = {
  id: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44',
  name: 'BENT01',
  friendlyName: 'BentoBox',
  host: 'hetzner',
  platform: 'paper',
  folder: 'BENT01',
  tags: ['survival'],
  health: 'unknown',
  needsRestart: false,
  openFindings: { drift: 0, documented: 0, not_judged: 0 },
  claimedBy: [],
};

it('leaves out what is not known, and what belongs to services only', () => {
  expect(JSON.stringify(instanceView(RECORD, NOW))).toBe(
    '{"id":"a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44","name":"BENT01","friendlyName":"BentoBox","host":"hetzner","platform":"paper",' +
      '"drift":"unknown","health":"unknown","needsRestart":false,"openFindings":0,"notJudged":0,"reason":"It was never scanned.",' +
      '"operation":"idle"}',
  );
});

it('shows all that is known, times as ISO text', () => {
  const view = instanceView(
    {
      ...RECORD,
      needsRestart: true,
      needsRestartReason: 'by hand',
      openFindings: { drift: 3, documented: 9, not_judged: 2 },
      notJudgedFiles: 7,
      players: 12,
      scannedAt: new Date('2026-11-30T11:00:00.000Z'),
      goneAt: new Date('2026-11-30T11:30:00.000Z'),
      assignedHost: 'ovh',
      claimedBy: ['azure', 'ovh'],
      latestOperation: { state: 'running', requestedAt: NOW },
    },
    NOW,
  );
  expect(JSON.stringify(view)).toBe(
    '{"id":"a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44","name":"BENT01","friendlyName":"BentoBox","host":"hetzner","platform":"paper",' +
      '"drift":"n/a","health":"unknown","needsRestart":true,"needsRestartReason":"by hand","openFindings":3,"notJudgedFiles":7,' +
      '"notJudged":2,"players":12,"scannedAt":"2026-11-30T11:00:00.000Z","reason":"It is no longer found.",' +
      '"goneAt":"2026-11-30T11:30:00.000Z","assignedHost":"ovh","operation":"running","claimedBy":["azure","ovh"]}',
  );
});
