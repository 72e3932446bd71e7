import type { FormatModule } from '../format-module.js';
import { fillYaml } from './fill-yaml.js';
import { editYaml } from './edit-yaml.js';
import { readYaml, readYamlTree } from './read-yaml.js';

/** YAML as the game server's SnakeYAML reads it. */
export const yamlFormat: FormatModule = {
  format: 'yaml',
  decoding: 'utf8',
  isTyped: true,
  read: readYaml,
  readTree: readYamlTree,
  edit: editYaml,
  fill: fillYaml,
};
