import { readFileSync } from 'node:fs';
import { Metrics, metricsTable, withSection } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { observePluginUpdater } from './metrics.js';

const DOCUMENT = new URL('../../../docs/metrics.md', import.meta.url).pathname;

it('docs/metrics.md has every metric of plugin-updater (vitest -u rewrites it)', async () => {
  const metrics = new Metrics('plugin-updater');
  observePluginUpdater(metrics);
  const text = withSection(readFileSync(DOCUMENT, 'utf8'), 'plugin-updater', metricsTable(metrics));
  await expect(text).toMatchFileSnapshot(DOCUMENT);
});
