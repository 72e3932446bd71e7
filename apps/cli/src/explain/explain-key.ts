import path from 'node:path';
import {
  type ExpectedFile,
  type DesiredState,
  explain,
  type Explanation,
  nodeAt,
  viewOf,
} from '@archivesmp/baseline';
import { type FleetInstance, serverPath } from '@archivesmp/fleet';
import { type ConfigNode, LEAF_SEPARATOR, leavesOf, readConfig } from '@archivesmp/config-text';
import { judgeBeside, sameMeaning } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';
import { isJsonPath, parseKeyPath } from '../edit/key-path.js';
import { readFileBytes } from '../file/read-file-bytes.js';
import { findInstances, foldersIn, type InstanceFolder, isFolder } from '../scan/fleet-folder.js';
import { listFolder } from '../scan/folder-listing.js';
import { theInstance } from '../scan/the-instance.js';
import { openContext, type ScanContext } from '../scan/scan-context.js';
import { closestName, hintFor } from '@archivesmp/contracts/closest-name';

/** What is to be explained, and where baselines, deviations and instances lie. */
export interface ExplainRequest {
  /** `<Plugin>/<path>` as below the folder of baselines. */
  readonly file: string;
  readonly key: string;
  readonly instance: string;
  readonly baselines: string;
  readonly deviations?: string;
  readonly instances?: string;
  readonly host?: string;
  readonly now: string;
}

/** What the instance has; `reason` says why that is not known. */
export type ActualValue =
  | { readonly state: 'known'; readonly root: ConfigNode; readonly node: ConfigNode | undefined }
  | { readonly state: 'unknown'; readonly reason: string };

/** Why a key should be what it should be on an instance, and what it is there. */
export interface ExplainedOnInstance {
  readonly explanation: Explanation;
  readonly host: string;
  /** Left out when no folder of instances was given. */
  readonly actual?: ActualValue;
  readonly isDrifted: boolean;
  readonly remarks: readonly string[];
  readonly judge: SecretJudge;
}

/**
 * Explains one key from plain folders.
 * @throws an `Error` naming place and remedy when the baseline, the deviations or the instance are not there
 */
export async function explainKey(request: ExplainRequest): Promise<ExplainedOnInstance> {
  const { plugin, file } = pluginAndFile(request.file);
  const folders = request.instances === undefined ? undefined : await findInstances(request.instances);
  const folder =
    folders === undefined ? unseen(request) : theInstance(folders, request.instance, request.instances!);
  const context = openContext({
    baselines: request.baselines,
    deviations: request.deviations === undefined ? undefined : bytesOf(request.deviations, '--deviations'),
    instances: folders ?? [folder],
    now: request.now,
  });
  const bytes = bytesOfBaseline(request.baselines, plugin, file);
  const expectedFile = context.compiler.expectedFile({ plugin, path: file, bytes });
  const state: DesiredState = {
    ...context.compiler.facts,
    plugins: new Map([[plugin, new Map([[file, expectedFile]])]]),
  };
  const on = state.fleet.find(({ name }) => name === folder.name)!;
  const key = isJsonPath(request.key) ? parseKeyPath(request.key) : request.key;
  const explanation = explain(state, { plugin, file, key }, on);
  const actual = folders && actualValue(folder, expectedFile, on, explanation);
  return {
    explanation,
    host: folder.host,
    ...(actual && { actual }),
    isDrifted: actual?.state === 'known' && differs(explanation, actual.node),
    judge: judgeBeside(context.rules.judgeOf(plugin, file), [
      expectedFile.on(on).root,
      ...(actual?.state === 'known' ? [actual.root] : []),
    ]),
    remarks: [
      ...(folders === undefined ? remarksOnInstance(folder.name, context) : []),
      ...remarksOnKey(explanation, expectedFile.on(on).root),
    ],
  };
}

function pluginAndFile(typed: string): { readonly plugin: string; readonly file: string } {
  const slash = typed.indexOf('/');
  const [plugin, file] = [typed.slice(0, slash), typed.slice(slash + 1)];
  const isOutside = typed.split('/').some((part) => part === '..' || part === '');
  if (slash < 1 || file === '' || isOutside)
    throw new Error(`${typed} names no baseline file; write plugin and file: LevelledMobs/settings.yml`);
  return { plugin, file };
}

const unseen = ({ instance, host }: ExplainRequest): InstanceFolder => ({
  name: instance,
  host: host ?? 'unknown',
  platform: 'unknown',
  tags: [],
  server: '',
});

function bytesOf(file: string, option: string): Buffer {
  const content = readFileBytes(file);
  if (content.state === 'failed') throw new Error(`${file} (${option}): ${content.reason}`);
  return content.bytes;
}

function bytesOfBaseline(baselines: string, plugin: string, file: string): Buffer {
  if (!isFolder(baselines)) throw new Error(`${baselines} (--baselines) is no folder`);
  const content = readFileBytes(path.join(baselines, plugin, file));
  if (content.state === 'read') return content.bytes;
  if (!isFolder(path.join(baselines, plugin)))
    throw new Error(`${baselines} has no plugin ${plugin}${hintFor(plugin, foldersIn(baselines))}`);
  const { files = [] } = listFolder(path.join(baselines, plugin)) ?? {};
  if (!files.includes(file))
    throw new Error(`${path.join(baselines, plugin)} has no file ${file}${hintFor(file, files)}`);
  throw new Error(`${path.join(baselines, plugin, file)}: ${content.reason}`);
}

function actualValue(
  { server }: InstanceFolder,
  expected: ExpectedFile,
  on: FleetInstance,
  { path: key }: Explanation,
): ActualValue {
  const { plugin, path: file } = expected.facts;
  const seen = expected.readingOn(on);
  const filePath = path.join(server, serverPath(plugin, file));
  const content = readFileBytes(filePath);
  if (content.state === 'failed') return { state: 'unknown', reason: `${filePath}: ${content.reason}` };
  const reading = readConfig(content.bytes, seen.format);
  if (reading.state === 'unreadable')
    return { state: 'unknown', reason: `${filePath}:${reading.error.line}: ${reading.error.message}` };
  const root = viewOf(reading.root, seen);
  return { state: 'known', root, node: nodeAt(root, key) };
}

function differs({ outcome, expected }: Explanation, actual: ConfigNode | undefined): boolean {
  if (outcome === 'no_key') return actual !== undefined;
  return outcome === 'value' && (actual === undefined || !sameMeaning(expected!, actual));
}

/** Without the folders a misspelled name looks like an instance without deviations. */
function remarksOnInstance(name: string, { document }: ScanContext): string[] {
  const known = new Set([
    ...document.deviations.flatMap(({ scope }) => (scope.kind === 'instance' ? [scope.name] : [])),
    ...[...document.tags.values()].flatMap(({ instances }) => [...instances]),
    ...document.absentPlugins.keys(),
  ]);
  if (known.has(name)) return [];
  return [
    `without --instances asmp cannot check that there is an instance ${name}${hintFor(name, [...known].sort())}`,
  ];
}

/** A key without any value source is often misspelled. */
function remarksOnKey({ outcome, valueSources, key }: Explanation, root: ConfigNode | undefined): string[] {
  if (outcome !== 'no_key' || valueSources.length > 0 || root === undefined) return [];
  const keys = [...leavesOf(root).keys()].map((leaf) => leaf.replaceAll(LEAF_SEPARATOR, '.'));
  const close = closestName(key, keys);
  return close === undefined ? [] : [`nothing is expected of ${key}; did you mean ${close}?`];
}
