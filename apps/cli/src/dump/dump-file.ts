import {
  bukkitLeavesOf,
  bukkitView,
  type ConfigNode,
  type ConfigView,
  formatOf,
  leavesOf,
  type Notice,
  readConfig,
  type ReadableConfig,
} from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { readFileBytes, readStandardInput } from '../file/read-file-bytes.js';

/** What `asmp dump` says about one file. `missing`: it could not be opened at all. */
export type FileDump =
  | {
      readonly state: 'ok';
      readonly file: string;
      readonly format: ConfigFormat;
      readonly leaves: ReadonlyMap<string, string>;
      /** The only leaf is the file itself, which has no keys. */
      readonly isKeyless: boolean;
      readonly notices: readonly Notice[];
    }
  | {
      readonly state: 'unreadable';
      readonly file: string;
      readonly error: string;
      readonly missing: boolean;
    };

export interface DumpOptions {
  readonly view: ConfigView;
  readonly separator?: string;
  /** Overrides what the ending of the name stands for. */
  readonly format?: ConfigFormat;
}

/** In the place of a file name. */
const STANDARD_INPUT = '-';

/** Reads one file and lists its leaves. Only YAML has a Bukkit view; other formats always show the plain tree. */
export function dumpFile(file: string, options: DumpOptions): FileDump {
  const isStandardInput = file === STANDARD_INPUT;
  if (isStandardInput && options.format === undefined)
    throw new Error('standard input has no name that says its format; name one by --format');
  const content = isStandardInput ? readStandardInput() : readFileBytes(file);
  if (content.state === 'failed') return { state: 'unreadable', file, error: content.reason, missing: true };
  const format = options.format ?? formatOf(file);
  const reading = readConfig(content.bytes, format);
  if (reading.state === 'unreadable') {
    const { line, column, message } = reading.error;
    return unreadable(file, `line ${line}, column ${column}: ${message}`);
  }
  if (options.view === 'plain' || format !== 'yaml') {
    const { root, notices } = reading;
    return { state: 'ok', file, format, leaves: leavesOf(root), isKeyless: isKeyless(root), notices };
  }
  return dumpBukkitView(file, reading, options.separator);
}

function dumpBukkitView(file: string, reading: ReadableConfig, separator?: string): FileDump {
  const view = bukkitView(reading.root, separator === undefined ? {} : { separator });
  if (view.state === 'refused') return unreadable(file, `Bukkit refuses the file: ${view.error}`);
  const notices = [...reading.notices, ...view.notices];
  const leaves = bukkitLeavesOf(view.root);
  return { state: 'ok', file, format: reading.format, leaves, isKeyless: isKeyless(view.root), notices };
}

const isKeyless = (root: ConfigNode): boolean => root.kind !== 'map' || root.entries.length === 0;

const unreadable = (file: string, error: string): FileDump => ({
  state: 'unreadable',
  file,
  error,
  missing: false,
});
