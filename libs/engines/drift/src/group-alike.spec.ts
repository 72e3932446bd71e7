import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from './finding.js';
import { groupAlike } from './group-alike.js';
import { MASK } from './shown-value.js';

const finding = (more: Partial<Finding> = {}): Finding => ({
  host: 'ovh',
  instance: 'A01',
  plugin: 'CMI',
  file: 'config.yml',
  path: ['a', 'b'],
  key: 'a.b',
  kind: 'wrong_value',
  status: 'drift',
  severity: 'medium',
  expected: 1,
  actual: 2,
  decidedBy: { scope: 'baseline' },
  priority: 200,
  reason: 'because',
  ...more,
});

const sizes = (...findings: Finding[]) => groupAlike(findings).map((group) => group.findings.length);

describe('alike findings', () => {
  it('become one, as urgent as the most urgent of them and more so the more they are', () => {
    const [group, ...more] = groupAlike([finding(), finding({ instance: 'B01', priority: 300 })]);
    expect(more).toEqual([]);
    expect(group).toMatchObject({ finding: { instance: 'B01' }, priority: 310 });
    expect(group!.findings.map(({ instance }) => instance)).toEqual(['A01', 'B01']);
  });

  it('are told by the first of those that are as urgent', () => {
    const [group] = groupAlike(['A01', 'B01', 'C01'].map((instance) => finding({ instance })));
    expect(group!.finding.instance).toBe('A01');
  });

  it.each<[string, Partial<Finding>]>([
    ['key', { path: ['a.b'] }],
    ['value', { actual: '2' }],
    ['expectation', { expected: null }],
    ['kind', { kind: 'type_change' }],
    ['file', { file: null }],
    ['plugin', { plugin: 'cmi' }],
    ['status', { status: 'documented' }],
    ['severity', { severity: 'high' }],
    ['decider', { decidedBy: { scope: 'host', name: 'ovh' } }],
    ['reason', { reason: 'because of something else' }],
  ])('are those of the same %s only', (_what, other) => {
    expect(sizes(finding(), finding({ instance: 'B01', ...other }))).toEqual([1, 1]);
  });

  it('tell a missing value from one that is null, and secrets by their hash', () => {
    const { expected: _, ...without } = finding();
    expect(sizes(without, finding({ expected: null }))).toEqual([1, 1]);
    const { actual: __, ...absent } = finding();
    expect(sizes(absent, finding({ actual: null }))).toEqual([1, 1]);
    expect(sizes(without, without, absent, absent)).toEqual([2, 2]);
    const secret = (instance: string, actualHash?: string) =>
      finding({ instance, actual: MASK, ...(actualHash && { actualHash }) });
    expect(sizes(secret('A', 'x'), secret('B', 'x'), secret('C', 'y'))).toEqual([2, 1]);
    expect(sizes(secret('A'), secret('B'))).toEqual([1, 1]);
  });

  it('are each in exactly one group', () => {
    const some = fc.record({ actual: fc.integer({ max: 3 }), instance: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(some), (list) => {
        const all = list.map((one) => finding(one));
        const grouped = groupAlike(all).flatMap((group) => group.findings);
        expect(new Set(grouped)).toEqual(new Set(all));
        expect(grouped).toHaveLength(all.length);
      }),
    );
  });
});
