import { readFileSync } from 'node:fs';
import { Metrics, metricsTable, withSection } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { observeDrift } from './metrics.js';

const DOCUMENT = new URL('../../../docs/metrics.md', import.meta.url).pathname;

it('docs/metrics.md has every metric of drift-analysis (vitest -u rewrites it)', async () => {
  const metrics = new Metrics('drift-analysis');
  observeDrift(metrics);
  const text = withSection(readFileSync(DOCUMENT, 'utf8'), 'drift-analysis', metricsTable(metrics));
  await expect(text).toMatchFileSnapshot(DOCUMENT);
});
