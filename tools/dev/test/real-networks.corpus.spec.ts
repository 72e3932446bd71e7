import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevCommand } from './dev-command.js';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
const shared = path.resolve(CHECKOUT, process.env['ARCHIVESMP_SHARED'] ?? '../shared');
const corpus = path.join(shared, 'data/corpus');
const present = existsSync(path.join(corpus, 'networks'));

interface RecordedFile {
  plugin: string;
  path: string;
  state: string;
  reason?: string;
}

/** What SnakeYAML says of each YAML file of a network: `<instance>/<path>` to its refusal, or undefined. */
async function verdicts(network: string): Promise<Map<string, string | undefined>> {
  const prefix = `networks/${network}/`;
  const file = createReadStream(path.join(corpus, 'snakeyaml-golden.jsonl.gz')).pipe(createGunzip());
  const found = new Map<string, string | undefined>();
  for await (const line of createInterface({ input: file })) {
    if (!line.includes(prefix)) continue;
    const { f, loadErr } = JSON.parse(line) as { f: string; loadErr?: string };
    if (f.startsWith(prefix)) found.set(f.slice(prefix.length), loadErr);
  }
  return found;
}

/** Classes of a plugin's own are no mistake of the file; and what nobody looks at is not listed. */
const isMistake = (refusal: string | undefined): boolean =>
  refusal !== undefined && !refusal.startsWith('ConstructorException');

describe.each(present ? ['tfb-network', 'festas'] : ['skipped: no corpus'])('%s', (network) => {
  let dev: DevCommand;
  beforeAll(async () => {
    if (!present) return;
    dev = await DevCommand.make();
    const { code, output } = await dev.run('up', '--fleet', path.join(corpus, 'networks', network));
    expect(code, output).toBe(0);
  });
  afterAll(() => dev?.end());

  it.runIf(present)(
    'has every instance discovered, and every file read or named with its reason',
    async () => {
      const folders = readdirSync(path.join(corpus, 'networks', network), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
      const { instances } = await dev.get<{ instances: InstanceView[] }>('/api/v1/instances');
      expect(instances.map(({ name }) => name).sort()).toEqual(folders.sort());

      const recorded = new Map<string, RecordedFile>();
      for (const { id, name } of instances) {
        const { files } = await dev.get<{ files: RecordedFile[] }>(`/api/v1/instances/${id}/files`);
        for (const file of files)
          recorded.set(
            file.plugin === '_server'
              ? `${name}/${file.path}`
              : `${name}/plugins/${file.plugin}/${file.path}`,
            file,
          );
      }
      for (const file of recorded.values())
        if (file.state !== 'readable') expect(file.reason, `${file.plugin}/${file.path}`).toBeTruthy();
      const output = await verdicts(network);
      expect(output.size).toBeGreaterThan(100);
      for (const [location, refusal] of output)
        expect(recorded.get(location)?.state, location).toBe(
          isMistake(refusal) ? 'not_understood' : 'readable',
        );
      expect(dev.devFile().summary).toMatchObject({ files: recorded.size, state: 'completed' });
    },
  );

  it.runIf(present)('shows its odd ones out', async () => {
    const { outliers } = await dev.get<{ outliers: { instance: string; agree: number; of: number }[] }>(
      '/api/v1/outliers',
    );
    expect(outliers.length).toBeGreaterThan(0);
    for (const { agree, of } of outliers) expect(agree).toBeGreaterThan(of / 2);
  });
});
