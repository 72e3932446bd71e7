import { MASK, type Finding } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { storedFinding } from './stored-finding.js';

const finding: Finding = {
  host: 'hetzner',
  instance: 'BENT01',
  plugin: 'LuckPerms',
  file: 'config.yml',
  path: ['data', 'password'],
  key: 'data.password',
  kind: 'wrong_value',
  status: 'drift',
  severity: 'high',
  reason: 'universal baseline',
  decidedBy: { scope: 'baseline' },
  priority: 40,
  expected: MASK,
  actual: MASK,
  expectedHash: 'a'.repeat(64),
  actualHash: `b${'c'.repeat(63)}`,
};

describe('a finding as it is kept', () => {
  it('tells two masked values apart without showing them', () => {
    const { expected, actual } = storedFinding(finding);
    expect(expected).toBe(`${MASK} #aaaaaaaaaaaa`);
    expect(actual).toBe(`${MASK} #bccccccccccc`);
  });

  it('leaves what is not masked as it is', () => {
    expect(storedFinding({ ...finding, expected: [1, 'a'], actual: false })).toMatchObject({
      expected: [1, 'a'],
      actual: false,
    });
  });

  it('says nothing of what is not there', () => {
    const { actual: _actual, ...missing } = finding;
    expect(storedFinding(missing)).not.toHaveProperty('actual');
  });
});
