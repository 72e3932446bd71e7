import type { InspectionReport } from '@archivesmp/contracts/order';
import type { ConfigFile, StoredInstance } from '@archivesmp/history';
import type { AgentQuestion } from '@archivesmp/hub-wiring';
import { expect, it } from 'vitest';
import { FilesNow } from './files-now.js';
import { InspectedFiles } from './inspected-files.js';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const BENT = { id: 'i1', name: 'BENT01', host: 'ovh', folder: 'BENT01' } as StoredInstance;
const scannedMinutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

const seen = (path: string, more: Partial<ConfigFile> = {}): ConfigFile =>
  ({ instanceId: 'i1', plugin: 'CMI', path, state: 'readable', sha256: OLD, ...more }) as ConfigFile;

/** What agents find when they are asked; undefined: silence. */
function inspecting(files: ConfigFile[], found: InspectionReport['files'] | undefined, instance = BENT) {
  const asked: AgentQuestion[] = [];
  const ask = {
    whyNot: async () => undefined,
    askAgent: async (question: AgentQuestion) => {
      asked.push(question);
      return found && ({ files: found } as InspectionReport);
    },
  };
  const history = { configFiles: { listConfigFiles: async () => files } } as never;
  const instances = new Map([[instance.id, instance]]);
  const inspected = new InspectedFiles(history, ask, instances, new AbortController().signal);
  return { inspected, asked };
}

const wanted = (path: string) => [{ instanceId: 'i1', path: `plugins/CMI/${path}` }];
const filePath = 'plugins/CMI/config.yml';

it('tells what is there now, and what the last scan saw only to spare sending it again', async () => {
  const { inspected, asked } = inspecting([seen('config.yml')], [{ path: filePath, sha256: NEW }]);
  expect(inspected.fileNow('i1', filePath)).toBeUndefined();
  await inspected.inspectFiles(wanted('config.yml'));
  expect(inspected.fileNow('i1', filePath)).toEqual({ state: 'present', sha256: NEW });
  expect(asked[0]!.files).toEqual([{ path: filePath, sha256: OLD }]);
});

it.each<[string, ConfigFile[], InspectionReport['files'][number], boolean]>([
  ['the same', [seen('config.yml')], { path: filePath, sha256: OLD }, false],
  ['another content', [seen('config.yml')], { path: filePath, sha256: NEW }, true],
  ['a file that is gone', [seen('config.yml')], { path: filePath, sha256: null }, true],
  ['a file that is back', [seen('config.yml', { state: 'vanished' })], { path: filePath, sha256: OLD }, true],
  [
    'a file that stays absent',
    [seen('config.yml', { state: 'vanished' })],
    { path: filePath, sha256: null },
    false,
  ],
  ['a file that cannot be read', [seen('config.yml')], { path: filePath, reason: 'no permission' }, false],
  ['a file that no scan looks at', [], { path: filePath, sha256: NEW }, false],
])('%s asks for a scan of its plugin when the last one said otherwise', async (_, files, found, again) => {
  const { inspected } = inspecting(files, [found]);
  await inspected.inspectFiles(wanted('config.yml'));
  expect(inspected.contradicted).toEqual(again ? [{ instanceId: 'i1', plugin: 'CMI' }] : []);
});

it('calls files of a silent agent unreadable, with the age of what is known: never absent, never as they were', async () => {
  const { inspected } = inspecting([seen('config.yml')], undefined, {
    ...BENT,
    scannedAt: scannedMinutesAgo(40),
  });
  await inspected.inspectFiles(wanted('config.yml'));
  const now = inspected.fileNow('i1', filePath);
  expect(now).toMatchObject({ state: 'unreadable' });
  expect(now).toHaveProperty('reason', expect.stringMatching(/agent of ovh did not answer.*40 minutes old/));
  expect(inspected.contradicted).toEqual([]);
});

it('knows nothing of an instance that is gone', async () => {
  const { inspected, asked } = inspecting([], []);
  await inspected.inspectFiles([{ instanceId: 'gone', path: filePath }]);
  expect(inspected.fileNow('gone', filePath)).toMatchObject({ state: 'unreadable' });
  expect(asked).toEqual([]);
});

it('reads what was looked at, and notes what was not', async () => {
  const { inspected } = inspecting(
    [],
    [
      { path: filePath, sha256: NEW },
      { path: 'plugins/CMI/gone.yml', sha256: null },
    ],
  );
  const contents = { readConfigContent: async (sha256: string) => Buffer.from(sha256) };
  const before = new FilesNow(inspected, contents);
  expect(await before.readFileNow('i1', 'CMI', 'config.yml')).toMatchObject({ state: 'unreadable' });
  await before.readFileNow('i1', 'CMI', 'gone.yml');
  expect([...before.unseen.values()].map(({ path }) => path)).toEqual([filePath, 'plugins/CMI/gone.yml']);
  await inspected.inspectFiles([...before.unseen.values()]);
  const files = new FilesNow(inspected, contents);
  expect(await files.readFileNow('i1', 'CMI', 'config.yml')).toMatchObject({ state: 'present' });
  expect(await files.readFileNow('i1', 'CMI', 'gone.yml')).toEqual({
    instanceId: 'i1',
    path: 'plugins/CMI/gone.yml',
    state: 'absent',
  });
  expect(files.unseen.size).toBe(0);
  expect(files.listRead()).toHaveLength(2);
});

it('names the file that may be meant of one that is not there and was never seen', async () => {
  const near = 'plugins/CMI/confg.yml';
  const { inspected } = inspecting([seen('config.yml')], [{ path: near, sha256: null }]);
  await inspected.inspectFiles(wanted('confg.yml'));
  const files = new FilesNow(inspected, { readConfigContent: async () => Buffer.from('') });
  expect(await files.readFileNow('i1', 'CMI', 'confg.yml')).toMatchObject({
    state: 'absent',
    reason: 'did you mean CMI/config.yml?',
  });
  expect(inspected.hintFor('i1', filePath)).toBeUndefined();
});
