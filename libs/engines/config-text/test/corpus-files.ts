import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { formatOf } from '../src/format-of.js';

/** Real configuration files lie outside the repository; specs that need them are skipped where they are absent. */
export const CORPUS = join(
  process.env['ARCHIVESMP_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared'),
  'data/corpus',
);
export const hasCorpus = existsSync(CORPUS);

/** Absolute paths of all files whose ending says this format. */
export function corpusFiles(format: ConfigFormat): string[] {
  return globSync('**/*', { cwd: CORPUS, withFileTypes: true })
    .filter((entry) => entry.isFile() && formatOf(entry.name) === format)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
