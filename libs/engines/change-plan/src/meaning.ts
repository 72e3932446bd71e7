import type { ConfigNode } from '@archivesmp/config-text';
import { meaningOfContent, sameMeaning, type ContentReading } from '@archivesmp/drift';

/** What a file says to the plugin that reads it; undefined when it cannot be read by key. */
export function rootOfContent(bytes: Uint8Array, reading: ContentReading): ConfigNode | undefined {
  const meaning = meaningOfContent(bytes, reading);
  return meaning.state === 'understood' ? meaning.root : undefined;
}

/** Whether two values mean the same; one that is not there is the same as another that is not there. */
export function isSame(left: ConfigNode | undefined, right: ConfigNode | undefined): boolean {
  return left === undefined || right === undefined ? left === right : sameMeaning(left, right);
}
