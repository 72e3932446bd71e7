import { readFileSync } from 'node:fs';
import { Metrics, metricsTable, withSection } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { observeAgent } from './metrics.js';

const DOCUMENT = new URL('../../../docs/metrics.md', import.meta.url).pathname;

it('docs/metrics.md has every metric of client-agent (vitest -u rewrites it)', async () => {
  const metrics = new Metrics('client-agent');
  observeAgent(metrics);
  const text = withSection(readFileSync(DOCUMENT, 'utf8'), 'client-agent', metricsTable(metrics));
  await expect(text).toMatchFileSnapshot(DOCUMENT);
});
