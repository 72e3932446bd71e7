import { gunzipSync } from 'node:zlib';
import { sha256Hex } from '@archivesmp/digests';
import { DesiredStates } from '@archivesmp/hub-wiring';
import { expect, it } from 'vitest';
import { RenderInstance } from './render-instance.js';

const FILES: Readonly<Record<string, string>> = {
  'CMI/config.yml': 'spawn:\n  enabled: true # kept\nport: {{PORT}}\nname: {{NAME}}\n',
  'CMI/other.yml': 'port: {{OTHER}}\n',
  'Gone/config.yml': 'a: 1\n',
};
const DOCUMENT = `variables: {PORT: {everywhere: 1}, NAME: {from: instance}, OTHER: {"instance:CREA01": 2}}
documented: [{plugin: CMI, file: config.yml, key: spawn.enabled, for: "instance:BENT01", value: false, reason: why}]
absent_plugins: {BENT01: [Gone]}
`;

function rendering() {
  const listed = Object.entries(FILES).map(([file, text]) => {
    const [plugin = '', path = ''] = file.split('/');
    return { plugin, path, revision: 'r', size: text.length, content: Buffer.from(text) };
  });
  const document = { plugin: '', path: 'deviations.yml', revision: 'd', content: Buffer.from(DOCUMENT) };
  const saved = [...listed, document].map((one) => ({ ...one, version: 1, sha256: sha256Hex(one.content) }));
  const artifacts = {
    baselines: { listBaselines: () => Promise.resolve(listed) },
    deviations: { readDeviations: () => Promise.resolve(document) },
    baselineHistory: {
      readBaselineContent: (hash: string) =>
        Promise.resolve(saved.find((one) => one.sha256 === hash)!.content),
    },
  };
  const record = {
    configFiles: { listPlugins: () => Promise.resolve([]) },
    baselineChanges: {
      listRevisionsAtVersion: () => Promise.resolve(saved),
      listBegunChanges: () => Promise.resolve([]),
    },
  };
  const bent = {
    id: 'id-bent',
    name: 'BENT01',
    friendlyName: 'Bento',
    host: 'ovh',
    platform: 'paper',
    tags: [],
  };
  const stored: string[] = [];
  const render = new RenderInstance(
    { listInstances: () => Promise.resolve([bent]) } as never,
    { oneInstance: () => Promise.resolve(bent) } as never,
    new DesiredStates(artifacts as never, record as never),
    { listBaselineRevisions: () => Promise.resolve({ revisions: [{ version: 7 }] }) } as never,
    { storeRenderedConfig: (id: string) => Promise.resolve(stored.push(id)) } as never,
  );
  return { render, stored };
}

it('renders baselines with the variables and deviations of the instance, and names what it cannot', async () => {
  const { listing: list, contents } = await rendering().render.renderInstance('BENT01');
  const text = Buffer.from(contents.get('CMI/config.yml')!).toString();
  expect(text).toBe('spawn:\n  enabled: false # kept\nport: 1\nname: BENT01\n');
  expect(list).toMatchObject({ instance: 'BENT01', version: 7 });
  expect(list.files.map(({ plugin, path, size }) => [plugin, path, size])).toEqual([
    ['CMI', 'config.yml', text.length],
  ]);
  expect(list.leftOut).toMatchObject([
    { plugin: 'CMI', path: 'other.yml', reason: expect.stringContaining('{{OTHER}}') as string },
  ]);
});

it('packs them with metadata.json and keeps the archive', async () => {
  const { render, stored } = rendering();
  const { name, bytes } = await render.archiveInstance('BENT01');
  const packed = gunzipSync(bytes).toString();
  expect([name, stored]).toEqual(['BENT01.tar.gz', ['id-bent']]);
  expect(packed).toContain('metadata.json');
  expect(packed).toContain('enabled: false # kept');
});
