import { configFileRefOf, serverPath } from '@archivesmp/fleet';
import { textPatch } from '@archivesmp/change-plan';
import type { BackupObjects as StoredBackups, Snapshots } from '@archivesmp/artifacts';
import {
  SEVERAL_PLUGINS,
  type BackupDifference,
  type BackupFile,
  type BackupFileDifference,
} from '@archivesmp/contracts/backup';
import { hasKnownBytes, type FileState } from '@archivesmp/contracts/vocabulary';
import { Problem } from '@archivesmp/contracts/problem';
import type {
  BackupReads,
  ConfigFileReads,
  FleetReads,
  ConfigFile,
  IndexedBackup,
} from '@archivesmp/history';
import {
  type AskAgent,
  contradicts,
  inspectFiles,
  type ScanContradicted,
  type FileNow,
} from '@archivesmp/hub-wiring';
import type { SecretsOfFiles, MarkedSecretsOf } from '../secrets/secrets-of-files.js';
import { backupViewOf } from './backup-view.js';
import type { ReadBackups } from './read-backups.js';

/** Diffs of more files than this would make the answer too long to read; the rest has its status only. */
const MOST_DIFFS = 200;

/** The caller waits for this answer, and an agent that is there needs a fraction of it. */
const ANSWER_WITHIN_MS = 5_000;

/** A backup beside what is there now; beside what the last scan saw, and saying so, when the agent does not answer. */
export class CompareBackup {
  constructor(
    private readonly read: ReadBackups,
    private readonly backups: BackupReads,
    private readonly files: ConfigFileReads,
    private readonly fleet: FleetReads,
    private readonly stored: StoredBackups,
    private readonly snapshots: Snapshots,
    private readonly secrets: SecretsOfFiles,
    private readonly ask: AskAgent,
    private readonly scans: ScanContradicted,
  ) {}

  /** @throws Problem `resource.not-found`, or of S3 */
  async compareBackup(backupId: string): Promise<BackupDifference> {
    const backup = await this.read.getIndexedBackup(backupId);
    const seen = await this.filesSeen(backup);
    const then = await this.backups.listBackupFiles(backupId);
    const paths = new Set([...then.map(({ path }) => path), ...(isWhole(backup) ? seen.keys() : [])]);
    const answer = await this.inspectFilesOf(backup, [...paths], seen);
    const now = 'files' in answer ? answer.files : seen;
    const marked = await this.secrets.marked();
    const files: BackupFileDifference[] = [];
    for (const one of fileStatuses(then, now, backup))
      files.push(files.length < MOST_DIFFS ? await this.withDiff(one, marked) : one);
    return {
      backup: backupViewOf(backup),
      ...(answer.seenAt !== undefined && { seenAt: answer.seenAt.toISOString() }),
      ...('silent' in answer && { silent: answer.silent }),
      files,
      different: files.filter(({ standing: status }) => status !== 'same').length,
    };
  }

  /** Asks the agent; says why not when it does not answer. */
  private async inspectFilesOf(
    { instanceId }: IndexedBackup,
    paths: readonly string[],
    seen: ReadonlyMap<string, ConfigFile>,
  ): Promise<FilesSeen> {
    const [instance] = await this.fleet.listInstances({ instance: instanceId, gone: true });
    if (instance === undefined || instance.goneAt !== undefined)
      return {
        silent: 'this instance is no longer found; shown is what the last scan saw',
        seenAt: instance?.scannedAt,
      };
    const wanted = paths.map((path) => ({ path, known: knownHash(seen.get(path)) }));
    const timeout = { withinMs: ANSWER_WITHIN_MS, signal: new AbortController().signal };
    const answer = await inspectFiles(this.ask, instance, wanted, timeout);
    if (answer.state === 'silent') return { silent: answer.reason, seenAt: answer.scannedAt };
    const moved = [...answer.files].flatMap(([path, file]) => {
      const before = seen.get(path);
      return before !== undefined && contradicts(before, file) ? [{ instanceId, plugin: before.plugin }] : [];
    });
    await this.scans.scanContradicted(moved, 'backup diff');
    const files = [...answer.files].flatMap(([path, file]): [string, SeenFile][] =>
      file.state === 'absent' ? [] : [[path, seenFile(file)]],
    );
    return { files: new Map(files), seenAt: answer.at };
  }

  private async filesSeen({ instanceId, plugin }: IndexedBackup): Promise<Map<string, ConfigFile>> {
    const only = plugin === SEVERAL_PLUGINS ? {} : { plugin };
    const files = await this.files.listConfigFiles({ instanceIds: [instanceId], ...only });
    return new Map(files.map((file) => [serverPath(file.plugin, file.path), file]));
  }

  private async withDiff(one: BackupFileDifference, marked: MarkedSecretsOf): Promise<BackupFileDifference> {
    const { path, standing: status, then, now } = one;
    const ref = configFileRefOf(path);
    if (status === 'same' || status === 'unknown') return one;
    try {
      const [before, after] = await Promise.all([
        then === undefined ? Buffer.alloc(0) : this.stored.readContent(then),
        now === undefined ? Buffer.alloc(0) : this.snapshots.readSnapshot(now),
      ]);
      return { ...one, ...textPatch({ path, then: before, now: after }, marked(ref.plugin, ref.path)) };
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'artifacts.unavailable') throw error;
      return { ...one, reason: error.detail };
    }
  }
}

type SeenFile = Pick<ConfigFile, 'state' | 'sha256' | 'reason'>;

type FilesSeen =
  | { readonly files: ReadonlyMap<string, SeenFile>; readonly seenAt: Date }
  | { readonly silent: string; readonly seenAt: Date | undefined };

/** A snapshot that the hub has, so that an unchanged file is not sent again. */
const knownHash = (file: ConfigFile | undefined): string | undefined =>
  file !== undefined && hasKnownBytes(file.state) ? file.sha256 : undefined;

function seenFile(file: Exclude<FileNow, { state: 'absent' }>): SeenFile {
  if (file.state === 'present') return { state: 'readable', sha256: file.sha256 };
  if (file.state === 'too-large') return { state: 'too_large', sha256: file.sha256 };
  return { state: 'unreadable', reason: file.reason };
}

/** A whole backup also says what was not there; a part speaks only of the files it names. */
const isWhole = ({ cause }: IndexedBackup): boolean => cause === 'schedule' || cause === 'by-hand';

function fileStatuses(
  then: readonly BackupFile[],
  now: ReadonlyMap<string, SeenFile>,
  backup: IndexedBackup,
): BackupFileDifference[] {
  const named = then.map(({ path, sha256 }) => fileStatusOf(path, sha256 ?? undefined, now.get(path)));
  if (!isWhole(backup)) return named;
  const held = new Set(then.map(({ path }) => path));
  const added = [...now].filter(([path]) => !held.has(path));
  const leftOut = new Map(backup.leftOut?.map((file) => [file.path, file]));
  const all = [
    ...named,
    ...added.map(([path, file]): BackupFileDifference => {
      const lacking = leftOut.get(path);
      if (lacking === undefined) return fileStatusOf(path, undefined, file);
      const reason = `it was there then and could not be backed up: ${lacking.reason ?? wordsOf(lacking.state)}`;
      return { path, standing: 'unknown', reason };
    }),
  ];
  return all.sort((left, right) => (left.path < right.path ? -1 : 1));
}

const wordsOf = (state: FileState): string => state.replaceAll('_', ' ');

function fileStatusOf(
  path: string,
  then: string | undefined,
  file: SeenFile | undefined,
): BackupFileDifference {
  const now = file?.sha256;
  const sides = { path, ...(then !== undefined && { then }), ...(now !== undefined && { now }) };
  if (file !== undefined && (!hasKnownBytes(file.state) || now === undefined))
    return { ...sides, standing: 'unknown', reason: file.reason ?? `it is ${wordsOf(file.state)}` };
  if (then === now) return { ...sides, standing: 'same' };
  if (now === undefined) return { ...sides, standing: 'gone' };
  return { ...sides, standing: then === undefined ? 'added' : 'changed' };
}
