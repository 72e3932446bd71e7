import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange, TextEdit } from '../format-module.js';
import { type ConfigNode, type Edit, READ_LIMITS, type ReadLimits } from '../model.js';
import { addressed, isOneValue, nodeAtPath } from '../source/addressed.js';
import { Reading } from '../source/reading.js';
import { EditRefusal, madeOrRefused } from '../source/refusal.js';
import { HoconReader, type HoconContainer, type HoconField } from './hocon-reader.js';
import { hoconOf } from './hocon-value-text.js';
import { insertion } from './insert-hocon.js';
import { removalOf } from './remove-hocon.js';

/** The fields and braces of a text, in the order in which they end. */
export interface HoconSource {
  readonly text: string;
  readonly root: ConfigNode;
  readonly fields: readonly HoconField[];
  readonly containers: readonly HoconContainer[];
}

/** The changes for one edit of a HOCON file. */
export function editHocon(
  text: string,
  root: ConfigNode,
  edit: Edit,
  { limits }: { readonly limits?: Partial<ReadLimits> } = {},
): TextEdit {
  return madeOrRefused(edit.path, () => {
    if (edit.path.length === 0) throw new EditRefusal('the key path is empty');
    const source = sourceOf(text, root, { ...READ_LIMITS, ...limits });
    if (edit.op === 'insert') return insertion(source, edit.path, edit.value);
    const target = addressed(root, edit.path);
    if (edit.op === 'unset') return removals(source, edit.path);
    if (!isOneValue(edit.value))
      throw new EditRefusal('only one value can be set; insert takes lists and sections');
    if (target.kind !== 'scalar') throw new EditRefusal(`this key holds a ${target.kind}, not one value`);
    if (target.style === 'absent') throw new EditRefusal('this brings in another file; edit it by hand');
    if (target.type !== 'unknown' && Object.is(target.value, edit.value)) return [];
    return [{ ...target.span, replacement: hoconOf(edit.value, target) }];
  });
}

function sourceOf(text: string, root: ConfigNode, limits: ReadLimits): HoconSource {
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

/** A key may be written several times; all of them go. */
function removals(source: HoconSource, path: KeyPath): TextChange[] {
  const found = source.fields.filter((field) => isWithin(field.path, path));
  const outermost = found.filter((field) => field.path.length - field.keyParts < path.length);
  if (outermost.length === 0)
    throw new EditRefusal('this comes from a list, an include or a reference; edit it by hand');
  const parent = nodeAtPath(source.root, path.slice(0, -1));
  const isOnly = parent?.kind === 'map' && parent.entries.length === 1;
  if (isOnly && outermost.some(({ container }) => container.path.length < path.length - 1)) {
    const section = path.slice(0, -1).join('.');
    throw new EditRefusal(`it is the only key of ${section} and written as one path; remove ${section}`);
  }
  return outermost.flatMap((field) => removalOf(source, field));
}

const isWithin = (path: readonly (string | number)[], outer: KeyPath): boolean =>
  path.length >= outer.length && outer.every((part, at) => String(part) === String(path[at]));
