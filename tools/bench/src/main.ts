import { historyVolume } from './history-volume.js';

/** Every benchmark by its name: `npm run bench` runs all, `npm run bench -- history` runs one. */
const BENCHMARKS: Readonly<Record<string, () => Promise<object>>> = {
  history: historyVolume,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => BENCHMARKS[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exit(2);
}
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(name);
  console.table(await measure());
}
