import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { type DesiredState, type ExpectedFile, loadMistake } from '@archivesmp/baseline';
import {
  capturedView,
  capturePlugin,
  type CapturedPlugin,
  developmentInstance,
  type FileContents,
  filesToCapture,
  type FilesToCapture,
  partsOfCapture,
} from '@archivesmp/change-plan';
import { hintFor } from '@archivesmp/contracts/closest-name';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { keyedHashHex, sha256OfParts } from '@archivesmp/digests';
import type { FleetInstance } from '@archivesmp/fleet';
import { readFileBytes } from '../file/read-file-bytes.js';
import { findInstances, isFolder } from '../scan/fleet-folder.js';
import { listFolder } from '../scan/folder-listing.js';
import { listPluginFolder, pluginRootOf } from '../scan/plugin-folder.js';
import { pluginsThere } from '../scan/plugins-there.js';
import { openContext, type ScanContext, type ScannedInstance, withPlugins } from '../scan/scan-context.js';
import { theInstance } from '../scan/the-instance.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { jsonText } from '../terminal/json-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { decisionsOf, type DecisionFlags } from './capture-decisions.js';
import { captureLines, type ShownCapture } from './capture-lines.js';
import { saveCapture } from './save-capture.js';

/** Options of `asmp baseline capture` on folders. */
export interface FolderCaptureFlags extends DecisionFlags {
  readonly baselines: string;
  readonly instances: string;
  readonly deviations?: string;
  readonly from?: string;
  readonly file?: readonly string[];
  readonly save?: string | true;
  readonly json?: true;
}

/** Shows what capturing a plugin would make of a folder of baselines; with `save`, writes exactly that. */
export async function captureInFolders(
  plugin: string,
  flags: FolderCaptureFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (plugin === '' || plugin === '.' || plugin === '..' || /[/\\\0]/.test(plugin))
    throw new Error(`${plugin} is no name of a plugin`);
  if (!isFolder(flags.baselines)) throw new Error(`${flags.baselines} (--baselines) is no folder`);
  const deviations = flags.deviations === undefined ? undefined : bytesOf(flags.deviations);
  const context = await contextOf(flags, deviations);
  const scanned = chosenInstance(context, flags);
  const { seen, live } = filesOn(scanned, plugin, context);
  const { before, desired } = baselineOf(plugin, flags.baselines, context);
  const { file: named } = flags;
  const choice = filesToCapture({ plugin, seen, ...(named && { named }), desired });
  const decisions = decisionsOf(flags);
  refuseUnknown(plugin, scanned.facts, choice, decisions);
  const contents = choice.chosen.map((file): FileContents => {
    const stored = before.get(file);
    return { file, live: live.get(file)!, ...(stored && { before: stored }) };
  });
  const input = { desired, rules: context.rules, instance: scanned.facts, plugin };
  const captured = capturePlugin(input, choice, contents, decisions);
  const shown = shownCapture(plugin, scanned.facts, captured, context);
  const isOpen = shown.files.some(({ standing: status }) => status === 'refused');
  const saves = flags.save !== undefined && !isOpen;
  if (typeof flags.save === 'string' && flags.save !== shown.etag)
    throw new Error(
      'nothing is saved: the baseline or the instance is no longer what the preview showed; look at a new one',
    );
  if (saves)
    await saveCapture(
      captured,
      { plugin, instance: scanned.facts.name, ...flags },
      context.document,
      deviations,
    );
  const result = { ...shown, saved: saves };
  if (flags.json) terminal.print(jsonText({ ...result, host: scanned.facts.host }, 2));
  else for (const line of captureLines(result, terminal.colors)) terminal.print(line);
  return isOpen ? EXIT.notSucceeded : EXIT.ok;
}

/** Everything that folders tell of the fleet, with the plugins that each instance has. */
async function contextOf(
  { baselines, instances }: FolderCaptureFlags,
  deviations: Buffer | undefined,
): Promise<ScanContext> {
  const folders = await findInstances(instances);
  const now = new Date().toISOString();
  const context = openContext({ baselines, deviations, instances: folders, now });
  return withPlugins(
    context,
    folders.map(({ server }) => pluginsThere(server)),
  );
}

function chosenInstance({ instances }: ScanContext, flags: FolderCaptureFlags): ScannedInstance {
  const folders = instances.map(({ folder }) => folder);
  const name =
    flags.from === undefined
      ? developmentInstance(instances.map(({ facts }) => facts))?.name
      : theInstance(folders, flags.from, flags.instances).name;
  const found = instances.find(({ facts }) => facts.name === name);
  if (found !== undefined) return found;
  throw new Error(
    'say --from INSTANCE: there is not exactly one development instance (tag dev in deviations.yml, or the name DEV01)',
  );
}

/** What the instance has of the plugin, could be read and would load, with its bytes. */
function filesOn(instance: ScannedInstance, plugin: string, context: ScanContext) {
  const { folders } = instance.there;
  const live = new Map<string, Uint8Array>();
  if (plugin !== SERVER_FILES && !folders.includes(plugin)) return { seen: [], live };
  const root = pluginRootOf(plugin, instance);
  const named = context.setup.baselines === undefined ? [] : baselineFiles(context.setup.baselines, plugin);
  const { files } = listPluginFolder({ plugin, files: named, all: named }, root, context, {});
  for (const file of files) {
    const content = readFileBytes(path.join(root, file));
    if (content.state !== 'read') continue;
    const format = context.desired.readers.formatOf(plugin, file);
    const isBroken = format !== 'text' && loadMistake(content.bytes, { format }) !== undefined;
    if (!isBroken) live.set(file, content.bytes);
  }
  return { seen: [...live.keys()].sort(), live };
}

const baselineFiles = (baselines: string, plugin: string): readonly string[] =>
  listFolder(path.join(baselines, plugin))?.files ?? [];

/** The baseline of the plugin as it is, and the desired state that it makes. */
function baselineOf(plugin: string, baselines: string, { compiler, desired }: ScanContext) {
  const before = new Map<string, { content: Uint8Array; revision: string }>();
  const expected = new Map<string, ExpectedFile>();
  for (const file of baselineFiles(baselines, plugin)) {
    const bytes = bytesOf(path.join(baselines, plugin, file));
    before.set(file, { content: bytes, revision: sha256OfParts([bytes]) });
    expected.set(file, compiler.expectedFile({ plugin, path: file, bytes }));
  }
  const plugins: DesiredState['plugins'] = new Map(expected.size === 0 ? [] : [[plugin, expected]]);
  return { before, desired: { ...desired, plugins } };
}

function refuseUnknown(
  plugin: string,
  { name }: FleetInstance,
  { chosen, unseen, others }: FilesToCapture,
  decisions: readonly { readonly file: string }[],
): void {
  const [first] = unseen;
  if (first !== undefined)
    throw new Error(`${name} has no ${plugin}/${first} that can be read${hintFor(first, [...others])}`);
  if (chosen.length === 0)
    throw new Error(
      `${name} has no file of ${plugin}${others.length > 0 ? ` that its baseline has; --file takes one of ${others.slice(0, 3).join(', ')}` : ''}`,
    );
  const unknown = decisions.find(({ file }) => !chosen.includes(file));
  if (unknown !== undefined) throw new Error(`${unknown.file} is not among the files that are captured`);
}

function shownCapture(
  plugin: string,
  { name, host }: FleetInstance,
  { files, isPartly, otherFiles, isWithoutDesiredState, expectedOn }: CapturedPlugin,
  { rules }: ScanContext,
): ShownCapture {
  // Equal secrets have equal marks within one answer, and words cannot be tried against them
  const key = randomBytes(32);
  const hash = (secret: string): string => keyedHashHex(key, secret);
  return {
    plugin,
    instance: name,
    etag: sha256OfParts(partsOfCapture(plugin, `${host}/${name}`, files)),
    saved: false,
    files: files.map((one) => capturedView(one, { judge: rules.judgeOf(plugin, one.file), hash })),
    partlyDescribed: isPartly,
    otherFiles: [...otherFiles],
    noDesiredState: isWithoutDesiredState,
    expectedOn: [...expectedOn],
  };
}

function bytesOf(file: string): Buffer {
  const content = readFileBytes(file);
  if (content.state === 'failed') throw new Error(`${file}: ${content.reason}`);
  return content.bytes;
}
