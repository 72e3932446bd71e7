import type { ConfigNode, ReadLimits } from '../model.js';
import { Reading } from '../source/reading.js';
import { type HoconContainer, type HoconField, HoconReader } from './hocon-reader.js';

/** The fields and braces of a text, in the order in which they end. */
export interface HoconSource {
  readonly text: string;
  readonly root: ConfigNode;
  readonly fields: readonly HoconField[];
  readonly containers: readonly HoconContainer[];
}

/** Reads the text once more, this time for where its fields and braces stand; `root` is what it was read as. */
export function hoconSource(text: string, root: ConfigNode, limits: ReadLimits): HoconSource {
  const fields: HoconField[] = [];
  const containers: HoconContainer[] = [];
  const reader = new HoconReader(
    new Reading(text, limits),
    (field) => fields.push(field),
    (container) => containers.push(container),
  );
  reader.document();
  return { text, root, fields, containers };
}
