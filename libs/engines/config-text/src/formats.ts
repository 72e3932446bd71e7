import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { FormatModule } from './format-module.js';
import { hoconFormat } from './hocon/hocon-format.js';
import { jsonFormat } from './json/json-format.js';
import { propertiesFormat } from './properties/properties-format.js';
import { textFormat } from './text/text-format.js';
import { tomlFormat } from './toml/toml-format.js';
import { yamlFormat } from './yaml/yaml-format.js';

/** Every format that can be read, by name. A new format is one line here. */
export const FORMATS = {
  yaml: yamlFormat,
  properties: propertiesFormat,
  json: jsonFormat,
  toml: tomlFormat,
  hocon: hoconFormat,
  text: textFormat,
} as const satisfies { readonly [Format in ConfigFormat]: FormatModule };

/** How files of a format are read and edited; undefined for one that a newer version has written down. */
export const moduleOf = (format: ConfigFormat): FormatModule | undefined =>
  Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
