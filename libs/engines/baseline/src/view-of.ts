import { type ConfigNode, treeInView } from '@archivesmp/config-text';
import type { KeyView } from './readers.js';

/** The tree in the view that decides. A file that Bukkit would refuse is compared as it stands. */
export function viewOf(root: ConfigNode, { view, separator }: KeyView): ConfigNode {
  return treeInView(root, { view, separator });
}
