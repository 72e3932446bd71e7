import type { ConfigNode } from '@archivesmp/config-text';
import { meaningOfContent, type ContentReading } from '@archivesmp/drift';

/** What a file says to the plugin that reads it; undefined when it cannot be read by key. */
export function rootOf(bytes: Uint8Array, reading: ContentReading): ConfigNode | undefined {
  const meaning = meaningOfContent(bytes, reading);
  return meaning.state === 'understood' ? meaning.root : undefined;
}
