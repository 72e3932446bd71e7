import { compileDesiredState, NO_DEVIATIONS } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { sha256Hex } from '@archivesmp/digests';
import { compileRules } from '@archivesmp/drift';
import { ConfigContents } from '@archivesmp/hub-wiring';
import type { ObservedFile } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { compareObserved } from './compare-observed.js';

const BASELINES: Readonly<Record<string, string>> = {
  'CMI/config.yml': 'a: 1\n',
  'CMI/Settings/chat.yml': 'b: 1\n',
  'Vault/config.yml': 'c: 1\n',
  '_server/server.properties': 'd=1\n',
  '_server/velocity.toml': 'e = 1\n',
};
const paper: FleetInstance = { name: 'BENT01', host: 'hetzner', platform: 'paper', tags: [] };
const proxy: FleetInstance = { name: 'VEL01', host: 'ovh', platform: 'velocity', tags: [] };

const desired = compileDesiredState({
  baselines: Object.entries(BASELINES).map(([name, content]) => {
    const [plugin = '', ...rest] = name.split('/');
    return { plugin, path: rest.join('/'), bytes: Buffer.from(content), sha256: sha256Hex(content) };
  }),
  deviations: NO_DEVIATIONS,
  fleet: [paper, proxy],
  now: '2026-11-21T00:00:00.000Z',
});

const file = (plugin: string, path: string, content: string): ObservedFile => ({
  plugin,
  path,
  format: 'yaml',
  size: content.length,
  modifiedAt: new Date(0),
  state: 'readable',
  sha256: sha256Hex(content),
});

/** The comparison with contents at hand, and which of them it asked for. */
async function compare(
  instance: FleetInstance,
  stored: readonly string[],
  files: readonly ObservedFile[],
  plugin?: string,
) {
  const asked: string[] = [];
  const bytes = new Map(stored.map((content) => [sha256Hex(content), Buffer.from(content)]));
  const contents = new ConfigContents({
    snapshots: {
      readSnapshot: async (hash: string) => {
        asked.push(hash);
        return bytes.get(hash)!;
      },
    },
  } as unknown as ConstructorParameters<typeof ConfigContents>[0]);
  const { findings, judged, notJudged } = await compareObserved(
    {
      compiled: { desired, rules: compileRules(desired.document), refused: [] },
      instance,
      files,
      plugins: ['CMI', 'Vault'],
      secrets: {},
      ...(plugin !== undefined && { plugin }),
    },
    contents,
  );
  const found = findings.map((one) => [one.kind, one.plugin, one.file].join(' ')).sort();
  return { found, asked, judged, notJudged };
}

const healthy = Object.entries(BASELINES)
  .filter(([name]) => name !== '_server/velocity.toml')
  .map(([name, content]) => {
    const [plugin = '', ...rest] = name.split('/');
    return file(plugin, rest.join('/'), content);
  });

describe('comparing an instance with what it should be', () => {
  it('fetches no content when the hash settles it', async () => {
    expect(await compare(paper, [], healthy)).toEqual({
      found: [],
      asked: [],
      judged: healthy.length,
      notJudged: 0,
    });
  });

  it('fetches what differs, and only that', async () => {
    const changed = 'c: 2\n';
    const files = healthy.map((one) => (one.plugin === 'Vault' ? file('Vault', 'config.yml', changed) : one));
    expect(await compare(paper, [changed], files)).toMatchObject({
      found: ['wrong_value Vault config.yml'],
      asked: [sha256Hex(changed)],
    });
  });

  it('expects the server files of the platform only', async () => {
    const withoutServerFiles = healthy.filter(({ plugin }) => plugin !== '_server');
    expect((await compare(paper, [], withoutServerFiles)).found).toEqual([
      'missing_file _server server.properties',
    ]);
    expect((await compare(proxy, [], withoutServerFiles)).found).toEqual([
      'missing_file _server velocity.toml',
    ]);
  });

  it('calls no server file extra: they are everybody’s business', async () => {
    expect((await compare(paper, [], [...healthy, file('_server', 'ops.json', '[]')])).found).toEqual([]);
  });

  it('takes a folder that cannot be opened for every file that should be in it', async () => {
    const closed: ObservedFile = {
      plugin: 'CMI',
      path: '',
      format: 'text',
      size: 0,
      modifiedAt: new Date(0),
      state: 'permission_denied',
      reason: 'permission denied',
    };
    const others = healthy.filter(({ plugin }) => plugin !== 'CMI');
    expect((await compare(paper, [], [...others, closed])).found).toEqual([
      'unreadable CMI Settings/chat.yml',
      'unreadable CMI config.yml',
    ]);
    const inner = { ...closed, path: 'Settings' };
    const rest = healthy.filter(({ path }) => path !== 'Settings/chat.yml');
    expect((await compare(paper, [], [...rest, inner])).found).toEqual(['unreadable CMI Settings/chat.yml']);
  });

  it('looks at one plugin when asked for one', async () => {
    expect((await compare(paper, [], [], 'Vault')).found).toEqual(['missing_file Vault config.yml']);
  });
});
