import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ampFiles, ampRecords, serverFolder } from './amp-files.js';
import { BASELINES_DIR, CONTENT_DIR } from './baseline-text.js';
import { DEMO_HOSTS, DEMO_INSTANCES, type DemoInstance } from './demo-instances.js';
import { serverFiles } from './server-files.js';
import { demoTruth } from './truth.js';

/** Where the demo fleet lies. `<dir>/<host>/.ampdata` is AMP's data folder of a host. */
export interface DemoFleet {
  hosts: string[];
  baselinesDir: string;
  deviationsFile: string;
  truthFile: string;
}

/**
 * Writes the demo fleet into `dir`: two hosts with their instances, baselines, deviations and the truth about them.
 * A fleet that is there already is left alone, so that what was changed in it stays; remove the folder to begin anew.
 * @param instances others than those of the demo, on its hosts: a fleet for measuring, of which the truth says nothing
 */
export async function writeDemoFleet(
  dir: string,
  instances: readonly DemoInstance[] = DEMO_INSTANCES,
): Promise<DemoFleet> {
  const fleet: DemoFleet = {
    hosts: [...DEMO_HOSTS],
    baselinesDir: path.join(dir, 'baselines'),
    deviationsFile: path.join(dir, 'deviations.yml'),
    truthFile: path.join(dir, 'truth.json'),
  };
  if (existsSync(fleet.truthFile)) return fleet;
  await mkdir(dir, { recursive: true });
  await cp(BASELINES_DIR, fleet.baselinesDir, { recursive: true });
  await cp(path.join(CONTENT_DIR, 'deviations.yml'), fleet.deviationsFile);
  for (const host of DEMO_HOSTS)
    await writeHost(
      path.join(dir, host, '.ampdata'),
      host,
      instances.filter((one) => one.host === host),
    );
  // Last, because its presence says that everything else is there.
  await writeFile(fleet.truthFile, `${JSON.stringify(demoTruth(), null, 2)}\n`);
  return fleet;
}

async function writeHost(ampData: string, host: string, instances: readonly DemoInstance[]): Promise<void> {
  const records = ampRecords(host, instances);
  for (const instance of instances) {
    const folder = path.join(ampData, 'instances', instance.name);
    const record = records.find(({ InstanceName }) => InstanceName === instance.name)!;
    for (const [file, content] of ampFiles(record, instance))
      await writeFleetFile(path.join(folder, file), content);
    for (const [file, content] of serverFiles(instance))
      await writeFleetFile(path.join(folder, serverFolder(instance), file), content);
  }
  await writeFleetFile(path.join(ampData, 'instances.json'), `${JSON.stringify(records, null, 2)}\n`);
}

async function writeFleetFile(file: string, content: string | Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}
