import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { FormatModule } from './format-module.js';
import { hoconFormat } from './hocon/hocon-format.js';
import { jsonFormat } from './json/json-format.js';
import { propertiesFormat } from './properties/properties-format.js';
import { textFormat } from './text/text-format.js';
import { tomlFormat } from './toml/toml-format.js';
import { yamlFormat } from './yaml/yaml-format.js';

const MODULES: readonly FormatModule[] = [
  yamlFormat,
  propertiesFormat,
  jsonFormat,
  tomlFormat,
  hoconFormat,
  textFormat,
];

/** Every format that can be read, by name. A new format is one line in the list above. */
export const FORMATS: ReadonlyMap<ConfigFormat, FormatModule> = new Map(
  MODULES.map((module) => [module.format, module]),
);
