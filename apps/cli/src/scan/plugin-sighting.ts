import type { ComparisonContext } from '@archivesmp/drift';
import type { PluginFolder } from './plugin-folder.js';
import type { ScannedInstance } from './scan-context.js';

/** What one instance has of the plugin. */
export interface PluginSighting {
  readonly instance: ScannedInstance;
  /** Row of the instance in the memory of a slice. */
  readonly row: number;
  readonly comparison: ComparisonContext;
  /** Where the plugin's files lie. */
  readonly root: string;
  readonly folder: PluginFolder;
  /** A file of the baseline that is not there is missed. */
  readonly isFileMissed: boolean;
}
