import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import type { TextChange, TextEdit } from '../format-module.js';
import { type ConfigNode, type Edit, type PlainValue, READ_LIMITS, type ReadLimits } from '../model.js';
import { addressed, isAlready, nodeAtPath } from '../source/addressed.js';
import { hasComment } from '../source/has-comment.js';
import { itemRemoval } from '../source/list-items.js';
import { EditRefusal, madeOrRefused } from '../source/refusal.js';
import { type HoconSource, hoconSource } from './hocon-source.js';
import { hoconOf } from './hocon-value-text.js';
import { insertion } from './insert-hocon.js';
import { removalOf } from './remove-hocon.js';

/** How far before a section its `=` is looked for; further away it only looks as if there were none, and the edit is refused. */
const SIGN_REACH = 200;

/** The changes for one edit of a HOCON file. */
export function editHocon(
  text: string,
  root: ConfigNode,
  edit: Edit,
  { limits }: { readonly limits?: Partial<ReadLimits> } = {},
): TextEdit {
  return madeOrRefused(edit.path, () => {
    if (edit.path.length === 0) throw new EditRefusal('the key path is empty');
    const source = hoconSource(text, root, { ...READ_LIMITS, ...limits });
    if (edit.op === 'insert') return insertion(source, edit.path, edit.value);
    const target = addressed(root, edit.path);
    if (edit.op === 'unset') return removals(source, edit.path);
    if (target.kind === 'scalar' && target.style === 'absent')
      throw new EditRefusal('this brings in another file; edit it by hand');
    const isUnknown = target.kind === 'scalar' && target.type === 'unknown';
    if (!isUnknown && isAlready(target, edit.value)) return [];
    return [replacement(text, target, edit.value)];
  });
}

function replacement(text: string, target: ConfigNode, value: PlainValue): TextChange {
  if (target.kind === 'scalar') return { ...target.span, replacement: hoconOf(value, target) };
  const opening = target.kind === 'list' ? '[' : '{';
  if (text.charAt(target.span.start) !== opening)
    throw new EditRefusal(`the ${target.kind} is put together from several places; edit it by hand`);
  if (hasComment(text, target.span, ['#', '//'], '"'))
    throw new EditRefusal(`the ${target.kind} holds comments that would be lost; edit it by hand`);
  const written = hoconOf(value);
  const hasSign = /[=:]\s*$/.test(text.slice(0, target.span.start).slice(-SIGN_REACH));
  return { ...target.span, replacement: hasSign || written.startsWith('{') ? written : `= ${written}` };
}

/** A key may be written several times; all of them go. */
function removals(source: HoconSource, path: KeyPath): TextChange[] {
  const list = nodeAtPath(source.root, path.slice(0, -1));
  if (list?.kind === 'list') return [itemRemoval(source.text, list, Number(path.at(-1)))];
  const found = source.fields.filter((field) => isWithin(field.path, path));
  const outermost = found.filter((field) => field.path.length - field.keyParts < path.length);
  if (outermost.length === 0)
    throw new EditRefusal('this comes from an include or a reference; edit it by hand');
  const parent = nodeAtPath(source.root, path.slice(0, -1));
  const isOnly = parent?.kind === 'map' && parent.entries.length === 1;
  if (isOnly && outermost.some(({ container }) => container.path.length < path.length - 1)) {
    const section = showKey(path.slice(0, -1));
    throw new EditRefusal(`it is the only key of ${section} and written as one path; remove ${section}`);
  }
  return outermost.flatMap((field) => removalOf(source, field));
}

const isWithin = (path: readonly (string | number)[], outer: KeyPath): boolean =>
  path.length >= outer.length && outer.every((part, index) => String(part) === String(path[index]));
