import type { ConfigReading, ReadLimits } from '../model.js';
import { readBounded } from '../source/reading.js';
import { HoconReader } from './hocon-reader.js';
import { resolveHocon } from './resolve-hocon.js';

/**
 * Reads HOCON as Typesafe's config library does: sections of one name join, later values win, text on one line is
 * joined, references are settled within the file. What another file or the environment would bring is kept as its own
 * text with the notice `unresolved_reference`; `${?…}` without a target is nothing, with the notice `unset_reference`.
 */
export function readHocon(text: string, limits: ReadLimits): ConfigReading {
  return readBounded('hocon', text, limits, (reading) =>
    resolveHocon(new HoconReader(reading).document(), reading, limits),
  );
}
