import {
  bukkitView,
  type ConfigNode,
  type ConfigView,
  type Edit,
  editConfig,
  formatOf,
  readConfig,
} from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import { readFileBytes } from '../file/read-file-bytes.js';
import { writeAtomically } from '../file/write-atomically.js';
import { isJsonPath, withListPositions } from './key-path.js';

/** One file opened for an edit: its bytes and the tree in which the key path is looked up. */
export interface OpenedFile {
  readonly file: string;
  readonly format: ConfigFormat;
  readonly view: ConfigView;
  readonly bytes: Buffer;
  readonly root: ConfigNode;
}

export interface EditFlags {
  readonly view: ConfigView;
  readonly format?: ConfigFormat;
  readonly dryRun?: true;
}

/** Opens a file for an edit; throws an `Error` that says why it cannot be read. */
export function openForEdit(file: string, flags: EditFlags): OpenedFile {
  const content = readFileBytes(file);
  if (content.state === 'failed') throw new Error(`${file}: ${content.reason}`);
  const format = flags.format ?? formatOf(file);
  if (format === 'text')
    throw new Error(`${file}: its name does not say which format it has; name one with --format`);
  const reading = readConfig(content.bytes, format);
  if (reading.state === 'unreadable') {
    throw new Error(
      `${file}:${reading.error.line}:${reading.error.column}: cannot be read: ${reading.error.message}`,
    );
  }
  const view: ConfigView = format === 'yaml' ? flags.view : 'plain';
  return {
    file,
    format,
    view,
    bytes: content.bytes,
    root: view === 'bukkit' ? bukkitRoot(file, reading.root) : reading.root,
  };
}

function bukkitRoot(file: string, root: ConfigNode): ConfigNode {
  const view = bukkitView(root);
  if (view.state === 'refused') throw new Error(`${file}: Bukkit refuses this file: ${view.error}`);
  return view.root;
}

/** The path of an edit in an opened file. A properties file is flat: there a dot never separates keys. */
export function pathIn(opened: OpenedFile, typed: string, path: KeyPath): KeyPath {
  if (opened.format === 'properties' && !isJsonPath(typed)) return [path.join('.')];
  return withListPositions(opened.root, path);
}

/** The new bytes; throws an `Error` with the reason when the edit is refused. */
export function editedBytes(opened: OpenedFile, edit: Edit): Uint8Array {
  const result = editConfig(opened.bytes, opened.format, [edit], { view: opened.view });
  if (result.state === 'refused')
    throw new Error(`${opened.file}: refused, nothing was written: ${result.reason}`);
  return result.bytes;
}

/** Writes the new bytes in one step, unless somebody changed the file since it was opened. */
export async function saveEdit(opened: OpenedFile, bytes: Uint8Array): Promise<void> {
  await writeAtomically(opened.file, bytes, opened.bytes);
}
