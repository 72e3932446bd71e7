import { compileDesiredState, NO_DEVIATIONS, parseDeviations } from '@archivesmp/baseline';
import { sha256Hex } from '@archivesmp/digests';
import { compileRules, MASK } from '@archivesmp/drift';
import { ConfigContents } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { ConfigFile } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { pluginOutliers } from './fleet-outliers.js';

const NAMES = ['A01', 'B01', 'C01', 'D01', 'E01'];

const fleet = namedFleet(
  NAMES.map((name) => ({
    id: `id-of-${name}`,
    name,
    friendlyName: name,
    host: 'hetzner',
    platform: 'paper' as const,
    folder: name,
    tags: [],
  })),
);

interface World {
  readonly plugin?: string;
  readonly path?: string;
  readonly baseline?: string;
  readonly deviations?: string;
}

/** What is odd when each instance has this content; undefined: it cannot be read. */
const findAmong = async (contents: readonly (string | undefined)[], world: World = {}) =>
  (await outliersAmong(contents, world)).outliers;

async function outliersAmong(contents: readonly (string | undefined)[], world: World) {
  const { plugin = 'CMI', path = 'config.yml', baseline, deviations } = world;
  const desired = compileDesiredState({
    baselines: baseline === undefined ? [] : [{ plugin, path, bytes: Buffer.from(baseline) }],
    deviations: deviations === undefined ? NO_DEVIATIONS : parseDeviations(Buffer.from(deviations)).document!,
    fleet: fleet.instances,
    now: '2026-11-21T00:00:00.000Z',
  });
  const files = contents.map((content, index) => ({
    instanceId: `id-of-${NAMES[index]}`,
    plugin,
    path,
    format: 'yaml',
    ...(content === undefined ? { state: 'unreadable' } : { state: 'readable', sha256: sha256Hex(content) }),
  })) as unknown as ConfigFile[];
  const stored = new Map(
    contents.flatMap((content) => (content === undefined ? [] : [[sha256Hex(content), content]])),
  );
  const bytes = new ConfigContents({
    snapshots: { readSnapshot: async (hash: string) => Buffer.from(stored.get(hash)!) },
  } as unknown as ConstructorParameters<typeof ConfigContents>[0]);
  const compiled = { desired, rules: compileRules(desired.document), refused: [] };
  return pluginOutliers(plugin, files, { compiled, fleet }, bytes);
}

const four = (content: string): string[] => Array.from({ length: 4 }, () => content);

describe('the odd one among instances', () => {
  it('is named with its value, the others’ value and how many agree', async () => {
    expect(await findAmong([...four('a: 1\nb: x\n'), 'a: 1\nb: y\n'])).toEqual([
      {
        instanceId: 'id-of-E01',
        plugin: 'CMI',
        file: 'config.yml',
        path: ['b'],
        value: 'y',
        majority: 'x',
        agree: 4,
        of: 5,
      },
    ]);
  });

  it('is nobody when all have the same bytes, or only two have the file', async () => {
    expect(await findAmong([...four('a: 1\n'), 'a: 1\n'])).toEqual([]);
    expect(await findAmong(['a: 1\n', 'a: 2\n'])).toEqual([]);
  });

  it('is nobody whose file cannot be read', async () => {
    expect(await findAmong([...four('a: 1\n'), undefined])).toEqual([]);
  });

  it('is not looked for where a baseline says what is right', async () => {
    expect(await findAmong([...four('a: 1\n'), 'a: 2\n'], { baseline: 'a: 1\n' })).toEqual([]);
  });

  it('is not looked for in files that are unmanaged, and in what servers write about themselves', async () => {
    const deviations = 'unmanaged:\n  - "CMI/*.yml"\n';
    expect(parseDeviations(Buffer.from(deviations)).errors).toBeUndefined();
    expect(await findAmong([...four('a: 1\n'), 'a: 2\n'], { deviations })).toEqual([]);
    for (const own of [
      { plugin: '_server', path: 'version_history.json' },
      { plugin: 'TokenManager', path: 'data.yml' },
    ])
      expect(await findAmong([...four('a: 1\n'), 'a: 2\n'], own)).toEqual([]);
  });

  it('does not show a secret', async () => {
    const [outlier] = await findAmong([...four('password: swordfish\n'), 'password: herring\n']);
    expect(outlier).toMatchObject({ path: ['password'], value: MASK, majority: MASK });
  });

  it('is said once when a whole file is another one', async () => {
    const variant = (value: string): string =>
      Array.from({ length: 40 }, (_, index) => `k${index}: ${value}\n`).join('');
    expect(await findAmong([...four(variant('a')), variant('b')])).toEqual([
      {
        instanceId: 'id-of-E01',
        plugin: 'CMI',
        file: 'config.yml',
        path: [],
        value: '40 keys differ',
        agree: 4,
        of: 5,
      },
    ]);
  });

  it('is nobody where they are too divided; then it is told who has what, once', async () => {
    const ids = (...letters: string[]) => letters.map((letter) => `id-of-${letter}01`);
    const { outliers, ties } = await outliersAmong(['a: 1\n', 'a: 1\n', 'a: 2\n', 'a: 2\n', 'b: 1\n'], {});
    expect(outliers.map(({ path }) => path)).toEqual([['b']]);
    expect(ties).toEqual([
      {
        plugin: 'CMI',
        file: 'config.yml',
        path: ['a'],
        among: 'everywhere',
        of: 5,
        choices: [
          { value: 1, instanceIds: ids('A', 'B') },
          { value: 2, instanceIds: ids('C', 'D') },
          { instanceIds: ids('E') },
        ],
      },
    ]);
    const ignored = 'ignore:\n  - {plugin: CMI, key: a, reason: each has its own}\n';
    expect((await outliersAmong(['a: 1\n', 'a: 2\n', 'a: 3\n'], { deviations: ignored })).ties).toEqual([]);
  });

  it('is told once for a file of which every server has a content of its own', async () => {
    const variant = (value: number): string =>
      Array.from({ length: 40 }, (_, index) => `k${index}: ${value}\n`).join('');
    const { ties } = await outliersAmong([1, 2, 3].map(variant), {});
    expect(ties).toMatchObject([{ path: [], value: '40 keys without a majority', of: 3 }]);
  });
});
