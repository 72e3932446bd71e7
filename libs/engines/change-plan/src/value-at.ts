import { nodeAt, viewOf } from '@archivesmp/baseline';
import { plainOf, readConfig, type ConfigView } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import { shownValue, type Hides } from './shown-value.js';

/** How the keys of a file are read. */
export interface KeyReading {
  readonly format: ConfigFormat;
  readonly view?: ConfigView;
}

/** The value at a path as text for people, secrets in it masked; undefined when there is none. */
export function valueAt(
  bytes: Uint8Array,
  { format, view }: KeyReading,
  path: KeyPath,
  hides: Hides,
): string | undefined {
  const reading = readConfig(bytes, format);
  if (reading.state !== 'ok') return undefined;
  const node = nodeAt(viewOf(reading.root, view ?? 'plain'), path);
  const value = node && plainOf(node);
  return value === undefined ? undefined : shownValue(value, path, hides);
}
