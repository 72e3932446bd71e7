import type { FormatModule } from '../format-module.js';
import { fillToml } from './fill-toml.js';
import { editToml } from './edit-toml.js';
import { readToml } from './read-toml.js';

/** TOML; always UTF-8. */
export const tomlFormat: FormatModule = {
  format: 'toml',
  decoding: 'utf8',
  isTyped: true,
  read: readToml,
  edit: editToml,
  fill: fillToml,
};
