import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { baselineFilesOf, baselineFor } from './baseline-text.js';
import type { DemoInstance } from './demo-instances.js';
import { demoPluginsOf, SERVER_FILES_OF } from './demo-plugins.js';
import { DOCUMENTED } from './documented-variances.js';
import { HARMLESS } from './harmless-differences.js';
import { INJECTED_DRIFTS } from './injected-drifts.js';
import { placeholderJar } from './placeholder-jar.js';
import type { DemoTextEdit } from './text-edit.js';
import { OUTLIER, unmanagedFiles } from './unmanaged-files.js';

/** A drift may be about a whole plugin or a missing file: then there is no text to edit. */
type Change = Pick<DemoTextEdit, 'plugin'> & { file: string | null; edit?: DemoTextEdit['edit'] };

const pathOf = (plugin: string, file: string): string =>
  plugin === SERVER_FILES ? file : `plugins/${plugin}/${file}`;

/** Everything in the server folder of one instance: path to content. */
export function serverFiles(instance: DemoInstance): Map<string, string | Buffer> {
  const mine = <T extends { instance: string }>(all: readonly T[]): T[] =>
    all.filter((one) => one.instance === instance.name);
  const drifts = mine(INJECTED_DRIFTS);
  const files = new Map<string, string | Buffer>(unmanagedFiles(instance));
  for (const file of SERVER_FILES_OF[instance.platform] ?? [])
    files.set(file, ownStamp(instance, baselineFor(instance, SERVER_FILES, file)));
  for (const plugin of demoPluginsOf(instance)) {
    if (drifts.some(({ kind, plugin: gone }) => kind === 'missing_plugin' && gone === plugin.name)) continue;
    files.set(`plugins/${plugin.name}-${plugin.version}.jar`, placeholderJar(plugin));
    if (plugin.name === OUTLIER.plugin) continue;
    for (const file of baselineFilesOf(plugin.name))
      files.set(pathOf(plugin.name, file), baselineFor(instance, plugin.name, file));
  }
  // A difference of form comes last: it must not hide the texts that the others look for.
  const edits: Change[] = [...mine(DOCUMENTED), ...drifts, ...mine(HARMLESS)];
  for (const edit of edits) apply(files, instance, edit);
  for (const { kind, plugin, file } of drifts)
    if (kind === 'missing_file' && file !== null) files.delete(pathOf(plugin, file));
  return files;
}

function apply(files: Map<string, string | Buffer>, instance: DemoInstance, change: Change): void {
  const { plugin, file, edit } = change;
  if (file === null || edit === undefined) return;
  const target = pathOf(plugin, file);
  files.set(target, edit(String(files.get(target) ?? ''), `${instance.name}/${target}`));
}

/** Each server writes its own time into the head of server.properties. */
const ownStamp = (instance: DemoInstance, text: string): string =>
  text.replace('#Sat Mar 14 10:00:00 UTC 2026', `#Sat Mar 14 10:${instance.port % 60}:00 UTC 2026`);
