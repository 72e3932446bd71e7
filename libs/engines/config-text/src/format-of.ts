import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';

/** Which reader the ending of a file name stands for; everything else is compared as text. */
export const FORMAT_BY_ENDING: ReadonlyMap<string, ConfigFormat> = new Map<string, ConfigFormat>([
  ['yml', 'yaml'],
  ['yaml', 'yaml'],
  ['properties', 'properties'],
  ['lang', 'properties'],
  ['json', 'json'],
  ['json5', 'json'],
  ['jsonc', 'json'],
  ['mcmeta', 'json'],
  ['toml', 'toml'],
  ['conf', 'hocon'],
  ['hocon', 'hocon'],
]);

/**
 * Format of a file by its ending, in any case. `overrides` maps other endings (data of a plugin's registration,
 * such as dynmap's `configuration.txt`, which is YAML).
 */
export function formatOf(path: string, overrides?: ReadonlyMap<string, ConfigFormat>): ConfigFormat {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return overrides?.get(name) ?? overrides?.get(ending) ?? FORMAT_BY_ENDING.get(ending) ?? 'text';
}
