import { writeDemoFleet } from './write-demo-fleet.js';

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error('Give the folder to write the demo fleet into.');
  process.exit(1);
}
const { hosts, baselinesDir, deviationsFile, truthFile } = await writeDemoFleet(dir);
console.log(
  `demo fleet of ${hosts.join(' and ')} in ${dir}\n${baselinesDir}\n${deviationsFile}\n${truthFile}`,
);
