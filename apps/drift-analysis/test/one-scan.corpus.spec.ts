import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSameNetwork, NETWORKS, SHARED } from './same-network.js';
import { expectSameScan } from './same-scan.js';

const MAKER = path.join(SHARED, 'tools/make-fleet.mjs');
const hasCorpus = existsSync(MAKER) && existsSync(NETWORKS);

describe.skipIf(!hasCorpus)(
  hasCorpus ? 'a command line on folders and a hub find the same' : 'skipped: no corpus',
  () => {
    let root: string;
    beforeAll(() => {
      root = mkdtempSync(path.join(tmpdir(), 'one-scan-'));
    });
    afterAll(() => rmSync(root, { recursive: true }));

    // Every instance and plugin of a preset has its say with fewer files, too, and each is listed, hashed and parsed twice here
    it.each([
      ['small', ['--preset', 'small', '--noise', '0.4', '--drift', '0.05', '--absent', '0.2']],
      ['archivesmp', ['--preset', 'archivesmp', '--files-per-instance', '400']],
      ['large', ['--preset', 'large', '--files-per-instance', '40']],
    ])('in a made fleet: %s', async (preset, recipe) => {
      const fleet = path.join(root, preset);
      execFileSync(process.execPath, [MAKER, fleet, ...recipe], { stdio: 'ignore' });
      const { findings } = await expectSameScan({
        instances: path.join(fleet, 'instances'),
        baselines: path.join(fleet, 'baselines'),
        deviations: path.join(fleet, 'deviations.yml'),
      });
      expect(findings.length).toBeGreaterThan(0);
      rmSync(fleet, { recursive: true });
    });

    const networks = hasCorpus ? readdirSync(NETWORKS) : [];
    it.each(networks)(
      'in a real network, without baselines and by those of its first instance: %s',
      async (network) => {
        await expectSameNetwork(path.join(NETWORKS, network), path.join(root, network));
      },
    );
  },
);
