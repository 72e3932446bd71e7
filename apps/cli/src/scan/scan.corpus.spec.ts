import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
const MAKER = join(process.env['ARCHIVESMP_SHARED'] ?? resolve(ROOT, '../shared'), 'tools/make-fleet.mjs');
const hasMaker = existsSync(MAKER);

interface FindingLocation {
  readonly host: string;
  readonly instance: string;
  readonly plugin: string;
  readonly file: string | null;
  readonly key?: string;
  readonly kind: string;
}

/** What the maker of a fleet says about it. */
interface Truth {
  readonly drifts: readonly FindingLocation[];
  readonly documented: readonly FindingLocation[];
  readonly outliers: readonly FindingLocation[];
}

interface Scanned {
  readonly findings: readonly (FindingLocation & { readonly status: 'drift' | 'documented' })[];
  readonly outliers: readonly FindingLocation[];
  readonly counts: { readonly cosmetic: number };
}

const shownLocation = ({ instance, plugin, file, key }: FindingLocation): string =>
  [instance, plugin, file ?? '', key ?? ''].join(' | ');
const fileOf = ({ instance, plugin, file }: FindingLocation): string =>
  shownLocation({ instance, plugin, file } as FindingLocation);

/** The kinds that the maker calls otherwise; a documented key that is wrong may be wrong in any way. */
const KIND: Readonly<Record<string, RegExp>> = {
  unparsable: /^not_understood$/,
  documented_key_wrong: /^(wrong_value|type_change|missing_key|extra_key|list_order)$/,
};

describe.skipIf(!hasMaker)(
  hasMaker ? 'asmp scan against the truth of a made fleet' : 'skipped: no corpus',
  () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'asmp-truth-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** Makes the fleet and scans it with the launcher itself. */
    function scanned(name: string, recipe: readonly string[], more: readonly string[] = []) {
      const fleet = join(folder, name);
      if (!existsSync(fleet)) execFileSync(process.execPath, [MAKER, fleet, ...recipe], { stdio: 'ignore' });
      const truth = JSON.parse(readFileSync(join(fleet, 'truth.json'), 'utf8')) as Truth;
      const folders = [
        '--baselines',
        'baselines',
        '--deviations',
        'deviations.yml',
        '--instances',
        'instances',
      ];
      const { stdout, stderr, status } = spawnSync(
        join(ROOT, 'asmp'),
        ['scan', ...folders, '--json', ...more],
        {
          cwd: fleet,
          encoding: 'utf8',
          maxBuffer: 1024 ** 3,
        },
      );
      expect(status, stderr).toBe(truth.drifts.length > 0 ? 2 : 0);
      return { fleet, truth: knowable(truth, fleet), stdout, found: JSON.parse(stdout) as Scanned };
    }

    /** A plugin whose only file went missing has no folder any more: nobody can tell that from a missing plugin. */
    function knowable(truth: Truth, fleet: string): Truth {
      const isGone = ({ host, instance, plugin, kind }: FindingLocation): boolean =>
        kind === 'missing_file' &&
        !existsSync(join(fleet, 'instances', host, instance, 'Minecraft/plugins', plugin));
      const drifts = truth.drifts.map((drift) =>
        isGone(drift) ? { ...drift, file: null, kind: 'missing_plugin' } : drift,
      );
      return { ...truth, drifts };
    }

    it.each([
      ['small, seed 1', ['--seed', '1']],
      ['small, seed 2', ['--seed', '2']],
      ['small, seed 4711', ['--seed', '4711']],
      ['every file in another format', ['--seed', '3', '--noise', '1']],
      ['much drift', ['--seed', '5', '--noise', '0.5', '--drift', '0.08']],
      ['more instances', ['--seed', '6', '--instances', '15', '--hosts', '3', '--absent', '0.2']],
    ])('finds every drift and nothing else: %s', (name, recipe) => {
      const { truth, found } = scanned(name, recipe);
      const drifts = found.findings.filter(({ status }) => status === 'drift');
      expect(drifts.map(shownLocation).sort()).toEqual(truth.drifts.map(shownLocation).sort());
      const kinds = new Map(drifts.map((finding) => [shownLocation(finding), finding.kind]));
      for (const drift of truth.drifts)
        expect(kinds.get(shownLocation(drift)), shownLocation(drift)).toMatch(
          KIND[drift.kind] ?? new RegExp(`^${drift.kind}$`),
        );
      expect(found.outliers.map(shownLocation).sort()).toEqual(truth.outliers.map(shownLocation).sort());
    });

    it('knows what is documented, and counts what is only format', () => {
      const { truth, found } = scanned('documented', ['--seed', '8', '--noise', '0.4']);
      const drifted = new Set(truth.drifts.map(shownLocation));
      const lost = new Set(truth.drifts.filter(({ kind }) => /unparsable|missing/.test(kind)).map(fileOf));
      const lostPlugins = new Set(
        truth.drifts
          .filter(({ file }) => file === null)
          .map((location) => `${location.instance} ${location.plugin}`),
      );
      const followed = truth.documented.filter(
        (location) =>
          !drifted.has(shownLocation(location)) &&
          !lost.has(fileOf(location)) &&
          !lostPlugins.has(`${location.instance} ${location.plugin}`),
      );
      const documented = found.findings.filter(({ status }) => status === 'documented');
      expect(documented.map(shownLocation).sort()).toEqual(followed.map(shownLocation).sort());
      expect(found.counts.cosmetic).toBeGreaterThan(0);
    });

    it('says the same with one thread, and from an index', () => {
      const recipe = ['--seed', '9'];
      const { stdout, fleet } = scanned('again', recipe);
      expect(scanned('again', recipe, ['--workers', '1']).stdout).toBe(stdout);
      const index = ['--index', join(fleet, 'index')];
      expect(scanned('again', recipe, index).stdout).toBe(stdout);
      expect(scanned('again', recipe, index).stdout).toBe(stdout);
    });
  },
);
