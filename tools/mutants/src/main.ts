import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { report, shareEquivalent, shareKilled } from './report.js';
import { FOLDERS, runMutants } from './run-mutants.js';

/** Of all drawn: a list of excuses must not grow instead of the tests. */
const MOST_EQUIVALENT = 0.05;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '150' },
    folder: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
    least: { type: 'string', default: '95' },
    quiet: { type: 'boolean', default: false },
  },
});
const root = resolve(import.meta.dirname, '../../..');
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const count = values.count === 'all' ? 'all' : Number(values.count);
console.log(
  `mutants: seed ${seed}, ${count} drawn; again with: npm run mutants -- --seed ${seed} --count ${count}`,
);

const folders = await runMutants({
  root,
  folders: values.folder ?? FOLDERS,
  count,
  seed,
  workers: Number(values.workers),
  progress: ({ mutant, fate, by }) => {
    if (!values.quiet)
      console.log(`${fate.padEnd(8)} ${mutant.file}:${mutant.line} ${mutant.operator} ${by ?? ''}`);
  },
});
console.log(`\n${report(folders)}`);
const least = Number(values.least);
if (shareKilled(folders) * 100 < least) {
  console.log(`\nLess than ${least} % were killed.`);
  process.exitCode = 1;
}
if (shareEquivalent(folders) > MOST_EQUIVALENT) {
  console.log('\nMore than 5 % are said to make no difference.');
  process.exitCode = 1;
}
