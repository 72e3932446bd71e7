import { locateDotted } from '@archivesmp/baseline';
import {
  bukkitView,
  type ConfigNode,
  type ConfigView,
  decodeBytes,
  type Edit,
  editConfig,
  formatOf,
  readConfig,
} from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import { readFileBytes } from '../file/read-file-bytes.js';
import { writeAtomically } from '../file/write-atomically.js';
import { isJsonPath, typedNodeAt, parseKeyPath, withListPositions } from './key-path.js';

/** One file opened for an edit: its bytes and the tree in which the key path is looked up. */
export interface OpenedFile {
  readonly file: string;
  readonly format: ConfigFormat;
  readonly view: ConfigView;
  readonly separator: string;
  readonly bytes: Buffer;
  readonly root: ConfigNode;
}

export interface EditFlags {
  readonly view: ConfigView;
  /** What separates the steps of a key in the Bukkit view. */
  readonly separator: string;
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
  const { separator } = flags;
  return {
    file,
    format,
    view,
    separator,
    bytes: content.bytes,
    root: view === 'bukkit' ? bukkitRoot(file, reading.root, separator) : reading.root,
  };
}

function bukkitRoot(file: string, root: ConfigNode, separator: string): ConfigNode {
  const view = bukkitView(root, { separator });
  if (view.state === 'refused')
    throw new Error(
      `${file}: Bukkit refuses this file: ${view.error}; where the plugin has a separator of its own, name it by --separator`,
    );
  return view.root;
}

/**
 * The path of an edit in an opened file. A properties file is flat: there a dot never separates keys. Elsewhere dots separate,
 * unless only a key that holds dots itself leads somewhere.
 */
export function pathIn(opened: OpenedFile, typed: string): KeyPath {
  const parsed = parseKeyPath(typed);
  if (opened.format === 'properties' && !isJsonPath(typed)) return [parsed.join('.')];
  const path = withListPositions(opened.root, parsed);
  if (isJsonPath(typed) || typedNodeAt(opened.root, path) !== undefined) return path;
  const dotted = locateDotted(opened.root, typed);
  return typedNodeAt(opened.root, dotted) === undefined ? path : dotted;
}

/** The new bytes; throws an `Error` with the reason when the edit is refused. */
export function editedBytes(opened: OpenedFile, edit: Edit): Uint8Array {
  const { view, separator } = opened;
  const result = editConfig(opened.bytes, opened.format, [edit], { view, separator });
  if (result.state === 'refused')
    throw new Error(`${fileAndLineOf(opened, edit.path)}: refused, nothing was written: ${result.reason}`);
  return result.bytes;
}

/** `file:line` of a key, or of the section it would stand in; the file alone where there is neither. */
export function fileAndLineOf({ file, bytes, root }: OpenedFile, path: KeyPath): string {
  for (let length = path.length; length > 0; length--) {
    const node = typedNodeAt(root, path.slice(0, length));
    if (node === undefined || node.span.end === 0) continue;
    const { text } = decodeBytes(bytes, 'utf8-latin1');
    return `${file}:${text.slice(0, node.span.start).split('\n').length}`;
  }
  return file;
}

/** Writes the new bytes in one step, unless the file was changed since it was opened. */
export async function saveEdit(opened: OpenedFile, bytes: Uint8Array): Promise<void> {
  await writeAtomically(opened.file, bytes, opened.bytes);
}
