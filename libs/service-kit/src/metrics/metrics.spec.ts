import { describe, expect, it } from 'vitest';
import { Metrics, type LabelName } from './metrics.js';

describe('metrics', () => {
  it('keeps registries apart', async () => {
    const [a, b] = [new Metrics('a'), new Metrics('b')];
    for (const metrics of [a, b])
      metrics
        .counter({ name: 'archivesmp_test_things_total', help: 'Things', labels: ['outcome'] })
        .inc({ outcome: 'done' });
    expect(await a.registry.getSingleMetricAsString('archivesmp_test_things_total')).toContain(
      'archivesmp_test_things_total{outcome="done",app="a"} 1',
    );
    expect(await b.registry.metrics()).not.toContain('app="a"');
  });

  it('refuses a label without bound', () => {
    const labels = ['instance'] as unknown as LabelName[];
    expect(() =>
      new Metrics('a').counter({ name: 'archivesmp_test_things_total', help: 'Things', labels }),
    ).toThrow('must not have the label instance; allowed: app, dependency');
  });

  it.each([
    ['gauge', 'things'],
    ['gauge', 'archivesmp_things'],
    ['gauge', 'archivesmp_Test_things'],
    ['gauge', 'archivesmp_test_things_total'],
    ['gauge', 'archivesmp_test_things_count'],
    ['counter', 'archivesmp_test_things'],
    ['histogram', 'archivesmp_test_things'],
  ] as const)('refuses the %s %s', (kind, name) => {
    expect(() => new Metrics('a')[kind]({ name, help: 'Things' })).toThrow(
      'must be called archivesmp_<context>_<thing>',
    );
  });

  it('takes a gauge without a unit, and one with a unit', () => {
    const metrics = new Metrics('a');
    metrics.gauge({ name: 'archivesmp_test_things', help: 'Things' });
    metrics.gauge({ name: 'archivesmp_test_age_seconds', help: 'Age' });
    metrics.histogram({ name: 'archivesmp_test_duration_seconds', help: 'Time' });
    expect(metrics.declared.map(({ kind }) => kind)).toEqual(['gauge', 'gauge', 'histogram']);
  });
});
