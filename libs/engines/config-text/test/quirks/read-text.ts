import { bukkitView, bukkitLeavesOf, leavesOf, readConfig } from '../../src/index.js';
import type { ConfigReading, ReadableConfig } from '../../src/index.js';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads a text that must be readable. */
export function readQuirk(text: string | Uint8Array, format: ConfigFormat = 'yaml'): ReadableConfig {
  const reading: ConfigReading = readConfig(typeof text === 'string' ? bytesOf(text) : text, format);
  if (reading.state !== 'ok') throw new Error(JSON.stringify(reading.error));
  return reading;
}

/** Leaves with `/` between the steps. */
export function leaves(text: string | Uint8Array, format: ConfigFormat = 'yaml'): Record<string, string> {
  const found = leavesOf(readQuirk(text, format).root);
  return Object.fromEntries([...found].map(([path, leaf]) => [path.replaceAll('\u001f', '/'), leaf]));
}

/** What `getConfig()` sees, or why the server does not load the file. */
export function bukkitLeaves(text: string, separator = '.'): Record<string, string> | string {
  const view = bukkitView(readQuirk(text).root, { separator });
  if (view.state !== 'ok') return view.error;
  return Object.fromEntries(
    [...bukkitLeavesOf(view.root)].map(([path, leaf]) => [path.replaceAll('\u001f', '/'), leaf]),
  );
}

/** Keys of the top level in the order of the file. */
export function keysOf(text: string): string[] {
  const { root } = readQuirk(text);
  return root.kind === 'map' ? root.entries.map(({ key }) => key) : [];
}
