import { markdownTable } from '../markdown/markdown-table.js';
import type { Metrics } from './metrics.js';

/** The Markdown table of everything an application measures, made from what it declares. */
export function metricsTable({ declared }: Pick<Metrics, 'declared'>): string {
  const rows = [...declared]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, kind, labels, help }) => [`\`${name}\``, kind, labels.join(', '), help]);
  return markdownTable(['metric', 'kind', 'labels', 'meaning'], rows);
}
