import type { FormatModule } from '../format-module.js';
import { fillJson } from './fill-json.js';
import { editJson } from './edit-json.js';
import { readJson } from './read-json.js';

/** JSON with comments; UTF-8, else latin-1 (older plugins wrote the platform's charset). */
export const jsonFormat: FormatModule = {
  format: 'json',
  decoding: 'utf8-latin1',
  isTyped: true,
  read: readJson,
  edit: editJson,
  fill: fillJson,
};
