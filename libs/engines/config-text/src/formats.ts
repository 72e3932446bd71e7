import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { FormatModule } from './format-module.js';

const MODULES: readonly FormatModule[] = [];

/** Every format that can be read, by name. A new format is one line in the list above. */
export const FORMATS: ReadonlyMap<ConfigFormat, FormatModule> = new Map(
  MODULES.map((module) => [module.format, module]),
);
