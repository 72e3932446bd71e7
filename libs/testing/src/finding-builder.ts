import type { FindingView } from '@archivesmp/contracts/finding';

/** A finding that is valid in every field; say only what the test is about. */
export function aFinding(difference: Partial<FindingView> = {}): FindingView {
  const path = difference.path ?? ['ReSpawn', 'Enabled'];
  const host = difference.host ?? 'hetzner';
  return {
    id: '11111111-1111-4111-8111-111111111111',
    host,
    physical_server: host,
    instance: 'BENT01',
    instanceId: '22222222-2222-4222-8222-222222222222',
    plugin: 'CMI',
    file: 'config.yml',
    path,
    key: path.join('.'),
    kind: 'wrong_value',
    status: 'drift',
    severity: 'medium',
    state: 'open',
    expected: true,
    actual: false,
    decidedBy: { scope: 'baseline' },
    priority: 200,
    reason: 'universal baseline',
    cause: { kind: 'unknown' },
    firstSeenAt: '2026-01-01T00:00:00.000Z',
    lastChangedAt: '2026-01-01T00:00:00.000Z',
    ...difference,
  };
}
