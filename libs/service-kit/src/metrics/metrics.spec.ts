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

  it.each(['things_total', 'archivesmp_total', 'archivesmp_test_things', 'archivesmp_Test_things_total'])(
    'refuses the name %s',
    (name) => {
      expect(() => new Metrics('a').gauge({ name, help: 'Things' })).toThrow(
        'must be called archivesmp_<context>_<thing>_<unit>',
      );
    },
  );
});
