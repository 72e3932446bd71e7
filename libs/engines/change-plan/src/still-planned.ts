import { showKey } from '@archivesmp/contracts/vocabulary';
import { nodeAt, viewOf } from '@archivesmp/baseline';
import { readConfig, type ConfigNode } from '@archivesmp/config-text';
import { diffTrees, sameMeaning } from '@archivesmp/drift';
import type { FileChange } from './plan.js';

/** A file after the restart: what was planned to be in it, and what is. */
export interface RewrittenFile {
  readonly change: FileChange;
  readonly planned: Uint8Array;
  readonly actual: Uint8Array;
}

/**
 * Servers rewrite their files when they start. Whether the file still says what was planned: of edited keys their values, of a
 * file that was written as a whole everything but keys that were added since. Undefined = it does, else what does not.
 */
export function whatDeviates({ change, planned, actual }: RewrittenFile): string | undefined {
  const { path, format, view = 'plain', separator = '.', keys } = change;
  if (format === undefined || format === 'text') return `${path} is not what was written`;
  const [wanted, found] = [readConfig(planned, format), readConfig(actual, format)];
  if (wanted.state !== 'ok') return `${path} is not what was written`;
  if (found.state !== 'ok') return `${path} cannot be read any more: ${found.error.message}`;
  const seen = { view, separator };
  const [should, does] = [viewOf(wanted.root, seen), viewOf(found.root, seen)];
  if (keys.length === 0) {
    const lost = diffTrees(should, does).find((difference) => difference.kind !== 'extra_key');
    return lost && `${path}: ${showKey(lost.path)} is not what was written`;
  }
  const lost = keys.find((key) => !isSame(nodeAt(should, key.path), nodeAt(does, key.path)));
  return lost && `${path}: ${showKey(lost.path)} is not what was written`;
}

function isSame(wanted: ConfigNode | undefined, found: ConfigNode | undefined): boolean {
  return wanted === undefined || found === undefined ? wanted === found : sameMeaning(wanted, found);
}
