import { parseDeviations } from '@archivesmp/baseline';
import { judgesOf, MASK } from '@archivesmp/drift';
import { describe, expect, it } from 'vitest';
import { sidesOf } from './recorded-sides.js';

const rulesOf = (text: string) => judgesOf(parseDeviations(Buffer.from(text)).document!);
const HIDING =
  'secrets: [{plugin: CMI, file: config.yml, key: colour, secret: true, reason: opens the vault}]\n';

const row = (
  changed: { path?: string; file?: string; actual?: string | null; expected?: string | null } = {},
) => ({
  plugin: 'CMI',
  file: 'config.yml',
  path: '["colour"]',
  expected: '"red"' as string | null,
  actual: '"blue"' as string | null,
  expected_text: "'red'",
  actual_text: "'blue'",
  baseline: null,
  ...changed,
});

describe('both sides of a finding as they may be shown', () => {
  it('are as recorded where no rules count', () => {
    expect(sidesOf(row(), undefined)).toMatchObject({
      expected: 'red',
      actual: 'blue',
      expectedText: "'red'",
      actualText: "'blue'",
    });
  });

  it('are the same however often they are asked for', () => {
    const [hides, shows] = [rulesOf(HIDING), rulesOf('{}\n')];
    for (const time of [1, 2]) {
      expect(sidesOf(row(), hides), `time ${time}`).toEqual({ expected: MASK, actual: MASK });
      expect(sidesOf(row(), shows), `time ${time}`).toMatchObject({ actual: 'blue', actualText: "'blue'" });
    }
  });

  it('keep apart places and values that differ in one part only', () => {
    const hides = rulesOf(HIDING);
    expect(sidesOf(row(), hides).actual).toBe(MASK);
    expect(sidesOf(row({ path: '["size"]' }), hides).actual).toBe('blue');
    expect(sidesOf(row({ file: 'other.yml' }), hides).actual).toBe('blue');
    expect(sidesOf(row({ actual: null }), hides).actual).toBeUndefined();
    expect(sidesOf(row({ actual: 'null' }), hides).actual).toBeNull();
    expect(sidesOf(row({ actual: '"red"', expected: '"blue"', path: '["size"]' }), hides)).toMatchObject({
      expected: 'blue',
      actual: 'red',
    });
  });
});
