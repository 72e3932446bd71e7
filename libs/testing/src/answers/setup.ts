import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, inject } from 'vitest';
import { readNotes } from './answer-notes.js';
import { watchAnswers } from './watch-answers.js';

/**
 * Set-up of every file of tests that may boot the API: all its answers, in this process and in the programs that it starts, are held
 * to docs/openapi.json. A file with an answer that the document does not declare fails, whatever its tests say.
 */
const run = inject('answers');
// While documents are being rewritten, answers are not checked.
if (run !== '') holdAnswers(path.join(run, randomUUID()));

function holdAnswers(dir: string): void {
  mkdirSync(dir);
  process.env['ARCHIVESMP_ANSWERS'] = dir;
  const preload = fileURLToPath(new URL('../../dist/answers/preload.js', import.meta.url));
  if (existsSync(preload)) process.env['NODE_OPTIONS'] = `--import=${pathToFileURL(preload).href}`;
  const end = watchAnswers(dir);
  // Set-up hooks run last: the servers of the tests are closed by then.
  afterAll(() => {
    end();
    const { faults } = readNotes(dir);
    if (faults.length === 0) return;
    const remedy = 'Declare it (RefusedWith, DTO), then: npm run tables';
    throw new Error(
      `${faults.length} answers that docs/openapi.json does not declare:\n${faults.join('\n')}\n${remedy}`,
    );
  });
}
