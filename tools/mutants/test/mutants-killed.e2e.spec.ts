import { resolve } from 'node:path';
import { campaignOf } from '@archivesmp/testing/campaign';
import { expect, it } from 'vitest';
import { FOLDERS } from '../src/run-mutants.js';

// The processes that run the tests are started from what was built, of which types are checked in the sources
const built = new URL('../dist/index.js', import.meta.url).href;
const { report, runMutants, shareEquivalent, shareKilled } = (await import(
  built
)) as typeof import('../src/index.js');

const { size, isFull, seed } = campaignOf({ small: 10, full: 150 });

it(`of ${size} mutants the unit tests kill nearly all (seed ${seed})`, { timeout: 7_200_000 }, async () => {
  const drawn = await runMutants({
    root: resolve(import.meta.dirname, '../../..'),
    folders: isFull ? FOLDERS : ['libs/engines/retention'],
    count: size,
    seed,
    workers: 2,
    progress: () => undefined,
  });
  const reported = report(drawn);
  console.log(reported);
  // Of few, how many survive is chance; that most are noticed is not
  expect(shareKilled(drawn), reported).toBeGreaterThanOrEqual(isFull ? 0.95 : 0.5);
  if (isFull) expect(shareEquivalent(drawn), reported).toBeLessThanOrEqual(0.05);
});
