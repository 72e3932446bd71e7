import { nodeAt, type KeyView } from '@archivesmp/baseline';
import type { ConfigNode, ConfigView } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import type { SecretJudge } from '@archivesmp/secrets';
import { shownNode } from './shown-node.js';

/** How the keys of a file are read. */
export interface KeyReading {
  readonly format: ConfigFormat;
  /** Plain when left out. */
  readonly view?: ConfigView;
  /** What separates steps in the Bukkit view; a dot when left out. */
  readonly separator?: string;
}

/** For a change request. A dot goes without saying: plans made before there was a choice of separators keep their hash. */
export const keyViewOf = ({ view, separator }: KeyView): Omit<KeyReading, 'format'> => ({
  view,
  ...(separator !== '.' && { separator }),
});

/** The value at a path as text for people, secrets in it masked; undefined when there is none, or no tree. */
export function valueAt(root: ConfigNode | undefined, path: KeyPath, judge: SecretJudge): string | undefined {
  const node = root && nodeAt(root, path);
  return node && shownNode(node, path, judge);
}
