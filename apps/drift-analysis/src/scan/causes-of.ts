import { configFileRefOf } from '@archivesmp/fleet';
import type { BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { causeOf, type Cause, type CauseFacts, type SeenContent } from '@archivesmp/drift';
import {
  jarStamp,
  type ConfigFile,
  type ObservedFile,
  type ObservedFinding,
  type ObservedPlugin,
  type RecordedChange,
  type RecordOfInstance,
  type SeenPlugin,
} from '@archivesmp/history';

/** What two looks at an instance saw, and what was done in between. */
export interface TwoScans {
  readonly at: Date;
  readonly files: readonly ObservedFile[];
  readonly plugins: readonly ObservedPlugin[];
  readonly filesBefore: readonly ConfigFile[];
  readonly pluginsBefore: readonly SeenPlugin[];
  readonly record: RecordOfInstance;
  /** Of the baselines and deviations of now. */
  readonly revision: string | undefined;
  /** The last change of each baseline file and of deviations.yml. */
  readonly changes: readonly BaselineRevisionView[];
}

/** Gives each finding of an instance its cause. Facts are gathered here; the engine decides. */
export function causesOf(scans: TwoScans): (finding: ObservedFinding) => Cause {
  const { record, revision } = scans;
  const now = new Map(scans.files.map((file) => [keyOf(file.plugin, file.path), file]));
  const before = new Map(scans.filesBefore.map((file) => [keyOf(file.plugin, file.path), file]));
  const written = byFile(record.written);
  const known = byFile(record.known);
  const jars = changedJars(scans);
  const { scannedAt } = record;
  const changes = scannedAt === undefined ? [] : scans.changes.filter((one) => new Date(one.at) >= scannedAt);
  const { judgedRevision } = record;
  const desiredChanged =
    judgedRevision === undefined || revision === undefined ? undefined : judgedRevision !== revision;
  return ({ plugin, file }) => {
    if (scannedAt === undefined)
      return { kind: before.size === 0 && scans.pluginsBefore.length === 0 ? 'first_look' : 'unknown' };
    const key = keyOf(plugin, file);
    const ours: RecordedChange | undefined = written.get(key);
    const version = versionOf(changes, plugin, file);
    const facts: CauseFacts = {
      at: scans.at,
      now: file === '' ? pluginThere(scans.plugins, plugin) : seenContent(now.get(key)),
      before: {
        ...(file === '' ? pluginThere(scans.pluginsBefore, plugin) : seenContent(before.get(key))),
        at: scannedAt,
      },
      desiredChanged,
      starts: record.starts,
      pluginChanged: jars.has(plugin),
      ...(version !== undefined && { version }),
      ...(ours !== undefined && { written: ours }),
      known: known.get(key) ?? [],
    };
    return causeOf(facts);
  };
}

/** By plugin and path, as findings name files. */
const byFile = <Value>(byPath: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map(
    [...byPath].map(([path, value]) => {
      const file = configFileRefOf(path);
      return [keyOf(file.plugin, file.path), value] as const;
    }),
  );

const keyOf = (plugin: string, path: string): string => `${plugin}/${path}`;

const pluginThere = (plugins: readonly { readonly plugin: string }[], name: string): SeenContent => ({
  content: plugins.some(({ plugin }) => plugin === name) ? 'there' : undefined,
});

/** What a look saw of a file. */
function seenContent(file: ObservedFile | ConfigFile | undefined): SeenContent {
  if (file === undefined || file.state === 'vanished') return { content: undefined };
  const { sha256: content } = file;
  const writtenAt = new Date(file.modifiedAt);
  return content === undefined ? { content, isUnread: true } : { content, writtenAt };
}

/** Plugins whose JAR is another one than at the look before. One without a JAR at either look tells nothing. */
function changedJars({ plugins, pluginsBefore }: TwoScans): ReadonlySet<string> {
  const before = new Map(pluginsBefore.map(({ plugin, jarStamp: stamp }) => [plugin, stamp]));
  return new Set(
    plugins.flatMap(({ plugin, jar }) => {
      const old = before.get(plugin);
      const stamp = jar && jarStamp(jar.path, jar.size, jar.modifiedAt);
      return old !== undefined && stamp !== undefined && old !== stamp ? [plugin] : [];
    }),
  );
}

/** The newest of these changes that speaks of a file: of its own baseline, or of deviations.yml. */
function versionOf(
  changes: readonly BaselineRevisionView[],
  plugin: string,
  file: string,
): number | undefined {
  const concerned = changes.filter(
    (one) => one.plugin === '' || (one.plugin === plugin && (file === '' || one.path === file)),
  );
  return concerned.length === 0 ? undefined : Math.max(...concerned.map(({ version }) => version));
}
