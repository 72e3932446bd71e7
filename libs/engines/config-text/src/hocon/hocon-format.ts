import type { FormatModule } from '../format-module.js';
import { fillHocon } from './fill-hocon.js';
import { editHocon } from './edit-hocon.js';
import { readHocon } from './read-hocon.js';

/** HOCON; always UTF-8. */
export const hoconFormat: FormatModule = {
  format: 'hocon',
  decoding: 'utf8',
  read: readHocon,
  edit: editHocon,
  fill: fillHocon,
};
