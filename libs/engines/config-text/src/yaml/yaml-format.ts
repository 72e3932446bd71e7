import type { FormatModule } from '../format-module.js';
import { readYaml } from './read-yaml.js';

export const yamlFormat: FormatModule = {
  format: 'yaml',
  decoding: 'utf8',
  read: readYaml,
  edit: () => ({ state: 'refused', reason: 'YAML files cannot be edited yet' }),
};
