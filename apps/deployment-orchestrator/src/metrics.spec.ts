import { readFileSync } from 'node:fs';
import { Metrics, metricsTable, withSection } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { observeDeployments } from './metrics.js';

const DOCUMENT = new URL('../../../docs/metrics.md', import.meta.url).pathname;

it('docs/metrics.md has every metric of deployment-orchestrator (vitest -u rewrites it)', async () => {
  const metrics = new Metrics('deployment-orchestrator');
  observeDeployments(metrics);
  const text = withSection(readFileSync(DOCUMENT, 'utf8'), 'deployment-orchestrator', metricsTable(metrics));
  await expect(text).toMatchFileSnapshot(DOCUMENT);
});
