import { nodeAt } from '@archivesmp/baseline';
import { editConfig, plainValueOf, type ConfigNode, type Edit } from '@archivesmp/config-text';
import { showKey, type KeyPath } from '@archivesmp/contracts/vocabulary';
import { judgeBeside, diffTrees, meaningOfContent, meanSame } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';
import { isSame, rootOfContent } from './meaning.js';
import { isEdit, type FileChange } from './plan.js';
import { shownNode } from './show/shown-node.js';
import { same, whoSet, whoWrote, type Content, type OwnWriting } from './who-changed.js';

/** A planned change of one file, and the file as it is found when the change is about to be made. */
export interface RefitInput {
  /** As planned, or with swapped sides: what counts is `bases` and `target`. */
  readonly change: Pick<FileChange, 'path' | 'keys' | 'because' | 'format' | 'view' | 'separator'>;
  /** What the change was made on. On the way back several: what was written, and what was found after the restart. */
  readonly bases: readonly Content[];
  /** What the file is to hold. */
  readonly target: Content;
  readonly found: Content;
  readonly judge: SecretJudge;
  /**
   * `forward`: what was approved is to be. Of a whole content its bytes were approved, and what merely means the same is not it. `back`:
   * what was replaced is to be again. Its bytes were not approved: what means the same stands, however the server wrote it.
   */
  readonly way: 'forward' | 'back';
  /** What our own deployments made of it since the bases were known, newest first: who changed it is told by them. */
  readonly written?: readonly OwnWriting[];
}

/** What becomes of the change. */
export type Refit =
  /** The file says already what it is to say: there is nothing to write. */
  | { readonly kind: 'stands' }
  /** What is to be written in place of what was found. `rewritten`: the server rewrote the file, only its meaning is the base's. */
  | { readonly kind: 'fits'; readonly after: Content; readonly rewritten: boolean }
  /** It was changed outside of deployments, or by another deployment: another value of a key that is to be changed, or anything where the whole file is to be changed. */
  | { readonly kind: 'changed'; readonly words: string }
  /** The server rewrote it in a way in which the change cannot be made again. */
  | { readonly kind: 'unfit'; readonly words: string };

/**
 * Fits a planned change to the file as it is found. Servers and plugins rewrite their files: other comments, another order, a new
 * date. Where the found content means what the base meant (of an edit: at the keys that it touches), the change is made on the
 * found content, so that only its keys move. What was edited is named and left alone.
 */
export function refitChange(input: RefitInput): Refit {
  const { bases, target, found } = input;
  if (same(found, target)) return { kind: 'stands' };
  if (bases.some((base) => same(base, found))) return { kind: 'fits', after: target, rewritten: false };
  const edit = isEdit(input.change) && found !== null ? editedKeys(input, found) : undefined;
  return edit ?? wholeFile(input);
}

function wholeFile(input: RefitInput): Refit {
  const { change, bases, target, found, way, written = [] } = input;
  const { path } = change;
  const who = whoWrote(found, written);
  const by = who === undefined ? '' : ` by ${who}`;
  if (found === null) return { kind: 'changed', words: `${path} was deleted${by}` };
  const meansTarget = target !== null && meanSame(found, target, change);
  const bytesCount = way === 'forward' && !isEdit(change);
  if (meansTarget && !bytesCount) return { kind: 'stands' };
  const known = bases.filter((base) => base !== null);
  if (known.some((base) => meanSame(base, found, change) || addsOnlyTarget(base, { ...input, found })))
    return { kind: 'fits', after: target, rewritten: true };
  const [base] = known;
  if (base === undefined)
    return { kind: 'changed', words: `${path} was made meanwhile${by}${meansTarget ? `, ${ALMOST}` : ''}` };
  if (meansTarget) return { kind: 'changed', words: `${who ?? NOT_OURS} changed ${path}: it ${ALMOST}` };
  return { kind: 'changed', words: differenceText(base, found, input) };
}

/** Whether all that moved are keys that were added with the values that the whole file is to have: nothing of it would be lost. */
function addsOnlyTarget(
  base: Uint8Array,
  { change, target, found }: RefitInput & { readonly found: Uint8Array },
): boolean {
  const [was, is] = [rootOfContent(base, change), rootOfContent(found, change)];
  const wanted = target === null ? undefined : rootOfContent(target, change);
  if (was === undefined || is === undefined || wanted === undefined) return false;
  return diffTrees(was, is).every(
    ({ kind, path, actual }) => kind === 'extra_key' && isSame(nodeAt(wanted, path), actual),
  );
}

const ALMOST = 'means what was approved, but its bytes are others (comments, order or spacing)';

const NOT_OURS = 'a person or another program';

function differenceText(
  base: Uint8Array,
  found: Uint8Array,
  { change, written = [], judge, way }: RefitInput,
): string {
  const { path } = change;
  const [was, is] = [meaningOfContent(base, change), meaningOfContent(found, change)];
  if (is.state === 'not-understood') return `${path} does not parse any more: ${is.reason}`;
  const [first, ...more] =
    was.state === 'understood' && is.state === 'understood' ? diffTrees(was.root, is.root) : [];
  if (first === undefined) {
    const who = whoWrote(found, written);
    return `${path} has another content${who === undefined ? '' : `, written by ${who}`}`;
  }
  const who = whoSet(first.path, first.actual, written, change);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const roots = [was, is].map((meaning) => (meaning.state === 'understood' ? meaning.root : undefined));
  const beside = judgeBeside(judge, roots);
  const key = `${keyText(path, first.path, first.expected, first.actual, beside)}${others}`;
  if (![first, ...more].every(({ kind }) => kind === 'extra_key')) return `${who ?? NOT_OURS} changed ${key}`;
  return `${who ?? 'a person or its server'} added ${key}; ${ONLY_ADDED[way]}`;
}

/** Servers add keys that are new in an update; a person may as well, and the approvers of the whole file did not see them. */
const ONLY_ADDED: Readonly<Record<RefitInput['way'], string>> = {
  forward:
    'nothing else of it moved; what was approved is about the whole file, and this would be lost unseen',
  back: 'nothing else of it moved; taking the whole file back would lose this unseen',
};

/** undefined when the keys cannot be held against each other: then the whole file counts. */
function editedKeys(
  { change, bases, target, judge, written = [] }: RefitInput,
  found: Uint8Array,
): Refit | undefined {
  const { path } = change;
  if (target === null) return undefined;
  const wanted = meaningOfContent(target, change);
  const is = meaningOfContent(found, change);
  const roots = bases.map((base) => (base === null ? undefined : rootOfContent(base, change)));
  if (is.state !== 'understood' || wanted.state !== 'understood' || roots.every((root) => root === undefined))
    return undefined;
  const edits: Edit[] = [];
  const keys = touchedKeys(change.keys.map((one) => one.path));
  for (const key of keys) {
    const [should, does] = [nodeAt(wanted.root, key), nodeAt(is.root, key)];
    if (isSame(should, does)) continue;
    const base = roots.find((root) => root !== undefined && isSame(nodeAt(root, key), does));
    if (base === undefined) {
      const beside = judgeBeside(judge, [is.root, ...roots]);
      const was = nodeAt(
        roots.find((root) => root !== undefined)!,
        key,
      );
      const who = whoSet(key, does, written, change) ?? NOT_OURS;
      return { kind: 'changed', words: `${who} changed ${keyText(path, key, was, does, beside)}` };
    }
    const edit = editTo(key, should, does) ?? withoutParents(key, keys, wanted.root, is.root);
    if (!edits.some((one) => isWithin(edit.path, one.path) || sameKey(edit.path, one.path))) edits.push(edit);
  }
  return edits.length === 0 ? { kind: 'stands' } : madeAgain(found, edits, change);
}

/** Items of a list have no names of their own, so the list counts as one; no key is part of another. */
function touchedKeys(paths: readonly KeyPath[]): KeyPath[] {
  const cut = paths.map((path) => {
    const index = path.findIndex((step) => typeof step === 'number');
    return index < 1 ? path : path.slice(0, index);
  });
  const outer = cut.filter((path) => !cut.some((other) => isWithin(path, other)));
  return [...new Map(outer.map((path) => [JSON.stringify(path), path])).values()];
}

const isWithin = (path: KeyPath, other: KeyPath): boolean =>
  other.length < path.length && other.every((step, index) => path[index] === step);
const sameKey = (left: KeyPath, right: KeyPath): boolean => JSON.stringify(left) === JSON.stringify(right);

/** The edit that gives one key its value; undefined when it is to have none. */
function editTo(
  path: KeyPath,
  should: ConfigNode | undefined,
  does: ConfigNode | undefined,
): Edit | undefined {
  const value = should && plainValueOf(should);
  return value === undefined ? undefined : { op: does === undefined ? 'insert' : 'set', path, value };
}

/** Takes a key away, and the parents that came with it when nothing else is in them. */
function withoutParents(
  key: KeyPath,
  touched: readonly KeyPath[],
  wanted: ConfigNode,
  found: ConfigNode,
): Edit {
  const isTouched = (path: KeyPath): boolean => touched.some((one) => sameKey(one, path));
  const holdsOnlyTouched = (node: ConfigNode | undefined, path: KeyPath): boolean =>
    isTouched(path) ||
    (node?.kind === 'map' &&
      node.entries.every((entry) => holdsOnlyTouched(entry.value, [...path, entry.key])));
  const whole = key
    .map((_step, index) => key.slice(0, index + 1))
    .find((path) => nodeAt(wanted, path) === undefined && holdsOnlyTouched(nodeAt(found, path), path));
  return { op: 'unset', path: whole! };
}

function madeAgain(found: Uint8Array, edits: readonly Edit[], change: RefitInput['change']): Refit {
  const { path, format, view = 'plain', separator = '.' } = change;
  const edited = editConfig(found, format!, edits, { view, separator });
  if (edited.state === 'edited') return { kind: 'fits', after: edited.bytes, rewritten: true };
  return {
    kind: 'unfit',
    words: `the server rewrote ${path}, and ${showKey(edited.edit.path)} cannot be changed in it as planned: ${edited.reason}`,
  };
}

/** `spawn.yml: a.b (from 1 to 2)`, secrets masked. */
function keyText(
  path: string,
  key: KeyPath,
  was: ConfigNode | undefined,
  is: ConfigNode | undefined,
  judge: SecretJudge,
): string {
  const show = (node: ConfigNode | undefined): string =>
    node === undefined ? 'nothing' : shorten(shownNode(node, key, judge));
  return `${showKey(key)} in ${path} (from ${show(was)} to ${show(is)})`;
}

const LONGEST = 80;
const shorten = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);
