import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { compareText, foldersIn } from './fleet-folder.js';
import { listFolder } from './folder-listing.js';
import type { ScanContext } from './scan-context.js';
import type { ScanTask } from './scan-task.js';

/** A slice is at most this share of everything, so that no thread is left alone with one giant plugin. */
const LARGEST_SHARE = 1 / 4;

/**
 * Splits a scan by plugin (the baseline is parsed once, facts/benchmark.md) and slices the giants. Heaviest first.
 * The split depends on the data only, never on the number of threads.
 */
export function planScan(context: ScanContext, onlyPlugin: string | undefined): ScanTask[] {
  const baselines = baselinesOf(context, onlyPlugin);
  const tasks: { task: ScanTask; weight: number }[] = [];
  const total = [...baselines.values()].flat().reduce((sum, { weight }) => sum + weight, 0);
  for (const [plugin, files] of baselines) {
    for (const slice of slices(files, Math.max(total * LARGEST_SHARE, 1))) {
      const isFirst = slice[0] === files[0];
      const task: ScanTask = {
        plugin,
        files: slice.map(({ file }) => file),
        ...(isFirst && { all: files.map(({ file }) => file) }),
      };
      tasks.push({ task, weight: slice.reduce((sum, { weight }) => sum + weight, 0) });
    }
  }
  for (const plugin of pluginsWithoutBaseline(context, baselines, onlyPlugin)) {
    tasks.push({ task: { plugin, files: [], all: [] }, weight: 0 });
  }
  return tasks.sort((left, right) => right.weight - left.weight).map(({ task }) => task);
}

interface BaselineSize {
  readonly file: string;
  readonly weight: number;
}

/** Opening a file costs about as much as reading this many bytes. */
const OPENING_BYTES = 8_000;

function baselinesOf(context: ScanContext, onlyPlugin: string | undefined): Map<string, BaselineSize[]> {
  const { baselines } = context.setup;
  const found = new Map<string, BaselineSize[]>();
  if (baselines === undefined) return found;
  for (const plugin of foldersIn(baselines)) {
    if (onlyPlugin !== undefined && plugin !== onlyPlugin) continue;
    if (context.document.noDesiredState.has(plugin)) continue;
    const folder = path.join(baselines, plugin);
    const { files = [] } = listFolder(folder) ?? {};
    const sized = files.map((file) => ({
      file,
      weight: lstatSync(`${folder}/${file}`).size + OPENING_BYTES,
    }));
    if (sized.length > 0)
      found.set(
        plugin,
        sized.sort((left, right) => compareText(left.file, right.file)),
      );
  }
  return found;
}

function slices(files: readonly BaselineSize[], largest: number): BaselineSize[][] {
  const weight = files.reduce((sum, file) => sum + file.weight, 0);
  const limit = weight / Math.ceil(weight / largest);
  const result: BaselineSize[][] = [];
  let room = 0;
  for (const file of files) {
    if (room <= 0) {
      result.push([]);
      room += limit;
    }
    result.at(-1)!.push(file);
    room -= file.weight;
  }
  return result;
}

/** Plugins that some instance has and no baseline describes: declared so, or simply new. The server itself is one of them. */
function pluginsWithoutBaseline(
  context: ScanContext,
  baselines: ReadonlyMap<string, unknown>,
  onlyPlugin: string | undefined,
): string[] {
  const found = new Set([SERVER_FILES, ...context.instances.flatMap(({ there }) => there.folders)]);
  return [...found]
    .filter((plugin) => !baselines.has(plugin) && (onlyPlugin === undefined || plugin === onlyPlugin))
    .sort(compareText);
}
