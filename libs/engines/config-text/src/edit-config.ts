import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { bukkitView } from './bukkit-view.js';
import { encodeText } from './decode-bytes.js';
import type { EditOptions, TextChange } from './format-module.js';
import { moduleOf } from './formats.js';
import { type ConfigNode, type Edit, type EditResult, READ_LIMITS, type Span } from './model.js';
import { pathInView } from './path-in-view.js';
import { readByLines } from './read-by-lines.js';
import { decodeConfig } from './read-config.js';
import { withEdit, withoutTypes } from './with-edit.js';
import { sameValue } from './same-value.js';

/**
 * Makes edits one after the other, touching only the bytes of the addressed entries. All or nothing: the first edit
 * that cannot be made safely refuses the whole, with its reason. After each edit the text is read again and must equal
 * the edited tree, else the edit is refused; only a block scalar that ended a text without a line break may get that line
 * break from what is added behind it. `changed` are spans of the new text.
 */
export function editConfig(
  bytes: Uint8Array,
  format: ConfigFormat,
  edits: readonly Edit[],
  options: EditOptions = {},
): EditResult {
  const limits = { ...READ_LIMITS, ...options.limits };
  const module = moduleOf(format);
  const decoded = decodeConfig(bytes, format);
  let text = decoded.text;
  let changed: readonly Span[] = [];
  for (const given of edits) {
    let edit: Edit =
      module?.isTyped === true || given.op === 'unset'
        ? given
        : { ...given, value: withoutTypes(given.value) };
    const refused = (reason: string): EditResult => ({ state: 'refused', edit, reason });
    if (module === undefined) return refused(`files of the format "${format}" cannot be edited by key`);
    if (decoded.lossy) return refused('the file holds bytes that are no UTF-8: writing it would change them');
    const before = module.read(text, limits);
    if (before.state !== 'ok') {
      const { line, column, message } = before.error;
      return refused(
        `the file is not understood (line ${line}, column ${column}: ${message}); bring it back or write it as a whole`,
      );
    }
    const inBukkit = options.view === 'bukkit' ? bukkitView(before.root, options) : undefined;
    // a file that Bukkit would not load is edited as it stands
    const bukkitRoot = inBukkit?.state === 'ok' ? inBukkit.root : undefined;
    const seen = bukkitRoot === undefined ? { ...options, view: 'plain' as const } : options;
    edit = { ...edit, path: pathInView(bukkitRoot ?? before.root, edit.path, seen) };
    const made = module.edit(text, before.root, edit, seen);
    if (made.state === 'refused') return refused(made.reason);
    const wanted = withEdit(before.root, {
      ...edit,
      op: made.plainOp ?? edit.op,
      path: made.plainPath,
    } as Edit);
    if (wanted === undefined) return refused('the path does not fit the file');
    const next = applyChanges(text, made.changes);
    const after = module.read(next, limits);
    if (after.state !== 'ok') return refused(`the result would not be readable: ${after.error.message}`);
    if (!sameValue(readByLines(after.root), readByLines(wanted)))
      return refused('the result would change more than the addressed key');
    if (bukkitRoot !== undefined && !isSameView(bukkitRoot, after.root, edit, seen)) {
      return refused('the server would see another change than the addressed key');
    }
    changed = [...shifted(changed, made.changes), ...spansAfter(made.changes)];
    text = next;
  }
  if (edits.length === 0) return { state: 'edited', bytes, changed };
  const result = encodeText(text, decoded);
  if (result !== undefined) return { state: 'edited', bytes: result, changed };
  const reason = 'the value has characters that the encoding of the file (ISO-8859-1) does not have';
  return { state: 'refused', edit: edits.at(-1)!, reason };
}

/** The Bukkit views before and after must differ by the edit and nothing else; `seenBefore` is the view before. */
function isSameView(seenBefore: ConfigNode, after: ConfigNode, edit: Edit, options: EditOptions): boolean {
  const seenAfter = bukkitView(after, options);
  if (seenAfter.state !== 'ok') return false;
  // a null is no key for the server: giving it a value is an insert, taking it away changes nothing
  const wanted =
    edit.op === 'unset'
      ? (withEdit(seenBefore, edit) ?? seenBefore)
      : (withEdit(seenBefore, { ...edit, op: 'set' }) ?? withEdit(seenBefore, { ...edit, op: 'insert' }));
  if (wanted === undefined) return false;
  const seenWanted = bukkitView(wanted, options);
  return seenWanted.state === 'ok' && sameValue(seenWanted.root, seenAfter.root);
}

/** Changes must not overlap; they are applied as if all at once. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let offset = 0;
  for (const change of inOrder(changes)) {
    result += text.slice(offset, change.start) + change.replacement;
    offset = change.end;
  }
  return result + text.slice(offset);
}

function inOrder(changes: readonly TextChange[]): readonly TextChange[] {
  return [...changes].sort((left, right) => left.start - right.start);
}

function spansAfter(changes: readonly TextChange[]): Span[] {
  let shift = 0;
  return inOrder(changes).map(({ start, end, replacement }) => {
    const span = { start: start + shift, end: start + shift + replacement.length };
    shift += replacement.length - (end - start);
    return span;
  });
}

/** Spans of earlier edits move when a later edit changes the text before them. */
function shifted(spans: readonly Span[], changes: readonly TextChange[]): Span[] {
  const moved = (offset: number) =>
    changes.reduce(
      (sum, { start, end, replacement }) => (end <= offset ? sum + replacement.length - (end - start) : sum),
      offset,
    );
  return spans.map((span) => ({ start: moved(span.start), end: moved(span.end) }));
}
