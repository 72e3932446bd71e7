import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RunningSha256 } from '@archivesmp/digests';
import type { ScanContext } from './scan-context.js';

const ENGINES = ['secrets', 'config-text', 'fleet', 'baseline', 'drift'];

/**
 * Changes when findings might although no file did: other deviations, an expiry that has passed, other folders or
 * instances, a plugin on a platform where none had it, another build of the program. An index with another fingerprint is not used.
 */
export function fingerprintOf(context: ScanContext): string {
  const { deviations, now, baselines, instances, judged } = context.setup;
  const { seenOn = new Map<string, ReadonlySet<string>>() } = context.desired;
  const platforms = [...seenOn].map(([plugin, on]) => [plugin, ...[...on].sort()].join(' ')).sort();
  const hash = new RunningSha256();
  hash.add(deviations ?? '');
  const expired = context.document.deviations.map(({ expires }) =>
    expires !== undefined && Date.parse(expires) <= Date.parse(now) ? '1' : '0',
  );
  hash.add(JSON.stringify([expired.join(''), baselines, instances, judged, platforms]));
  hash.add(buildAt(new URL('../.tsbuildinfo', import.meta.url)));
  for (const engine of ENGINES) {
    const entry = import.meta.resolve(`@archivesmp/${engine}`);
    hash.add(buildAt(new URL('./.tsbuildinfo', entry), new URL('../package.json', entry)));
  }
  return hash.hex();
}

/** When something was built: the time of its build record, or its description where there is no record. */
function buildAt(record: URL, description?: URL): string {
  const found = statSync(fileURLToPath(record), { throwIfNoEntry: false });
  if (found) return String(found.mtimeMs);
  return description ? readFileSync(fileURLToPath(description), 'utf8') : '';
}
